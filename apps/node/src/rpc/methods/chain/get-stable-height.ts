import { stableTopoheight } from '@tos/chain';
import { defineMethod, type RpcMethod } from '../../method/define-method.ts';
import { safeInteger } from '../../schemas/result-values.ts';

export const getStableHeight: RpcMethod = stableMethod(
  'get_stable_height',
  'Returns the height up to which the order of blocks can no longer change.',
);

/** The original's older name. */
export const getStableHeightAlias: RpcMethod = stableMethod('get_stableheight', 'The older name of get_stable_height.');

export const getStableTopoheight: RpcMethod = stableMethod(
  'get_stable_topoheight',
  'Returns the topoheight up to which the order of blocks can no longer change.',
);

/** On a line height and topoheight are the same number. */
function stableMethod(name: string, summary: string): RpcMethod {
  return defineMethod({
    name,
    summary,
    result: safeInteger,
    call: ({ chain }) => stableTopoheight(chain.head.topoheight),
  });
}
