import { nonceRef } from '@tos/state';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { optionalIndexParam } from '../../schemas/chain-params.ts';
import { type ExistenceJson, existenceJson } from '../../schemas/existence.ts';
import { addressParam } from '../../schemas/params.ts';
import { hasRecord } from './has-record.ts';

export const hasNonce: RpcMethod = defineParamsMethod({
  name: 'has_nonce',
  summary: 'Returns whether an address has a nonce; with a topoheight, whether exactly that block wrote it.',
  params: { address: addressParam, topoheight: optionalIndexParam },
  result: existenceJson,
  call: ({ address, topoheight }, context): Promise<ExistenceJson> => hasRecord(nonceRef(address), topoheight, context),
});
