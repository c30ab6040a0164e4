import { balanceRef } from '@tos/state';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import { optionalIndexParam } from '../../schemas/chain-params.ts';
import { type ExistenceJson, existenceJson } from '../../schemas/existence.ts';
import { addressParam, assetParam } from '../../schemas/params.ts';
import { hasRecord } from './has-record.ts';

export const hasBalance: RpcMethod = defineParamsMethod({
  name: 'has_balance',
  summary:
    'Returns whether an address has a balance of an asset; with a topoheight, whether exactly that block wrote it.',
  params: { address: addressParam, asset: assetParam, topoheight: optionalIndexParam },
  result: existenceJson,
  call: ({ address, asset, topoheight }, context): Promise<ExistenceJson> =>
    hasRecord(balanceRef(address, asset), topoheight, context),
});
