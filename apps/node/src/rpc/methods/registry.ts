import { getBalance } from './get-balance.ts';
import { getHeight } from './get-height.ts';
import { getInfo } from './get-info.ts';
import { getNonce } from './get-nonce.ts';
import { getTopoheight } from './get-topoheight.ts';
import { getVersion } from './get-version.ts';
import type { RpcMethod } from './method.ts';
import { submitTransaction } from './submit-transaction.ts';

/** The methods by their names on the wire. A new method is a file beside this one and a line here. */
export const rpcMethods: ReadonlyMap<string, RpcMethod> = new Map([
  ['get_version', getVersion],
  ['get_info', getInfo],
  ['get_height', getHeight],
  ['get_topoheight', getTopoheight],
  ['get_balance', getBalance],
  ['get_nonce', getNonce],
  ['submit_transaction', submitTransaction],
]);
