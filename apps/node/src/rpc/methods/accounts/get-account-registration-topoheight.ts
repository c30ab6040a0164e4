import { nonceRef } from '@tos/state';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { addressParam } from '../../schemas/params.ts';
import { safeInteger } from '../../schemas/result-values.ts';
import { registrationBetween } from './registration.ts';

export const getAccountRegistrationTopoheight: RpcMethod = defineParamsMethod({
  name: 'get_account_registration_topoheight',
  summary: 'Returns the topoheight of the block that made the account of an address.',
  params: { address: addressParam },
  result: safeInteger,
  async call({ address }, { storage }) {
    const prunedBelow = (await storage.metadata())?.prunedBelow ?? 0;
    const ref = nonceRef(address);
    const [newest] = await storage.readMany([ref]);
    if (newest === undefined) {
      throw new RpcError(RpcErrorCode.OTHER, 'This address is not registered: no block has made its account', {
        reason: 'TOS_NOT_FOUND',
        field: 'address',
        remedy: 'An account is made by the first transfer or reward to its address.',
      });
    }
    const [oldest] = await storage.readMany([ref], prunedBelow);
    if (oldest === undefined) {
      return registrationBetween(address, { from: prunedBelow, to: newest.topoheight }, storage);
    }
    if (oldest.topoheight === 0) return 0;
    throw new RpcError(
      RpcErrorCode.OTHER,
      `The account is from topoheight ${prunedBelow} or before, where this chain was pruned or imported`,
      { reason: 'TOS_NOT_KEPT', field: 'address', remedy: 'Ask a node that keeps its whole history.' },
    );
  },
});
