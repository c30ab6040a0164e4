import type { RpcMethod } from '../method/define-method.ts';
import { getBalance } from './accounts/get-balance.ts';
import { getNonce } from './accounts/get-nonce.ts';
import { getHeight } from './chain/get-height.ts';
import { getTopoheight } from './chain/get-topoheight.ts';
import { getInfo } from './node/get-info.ts';
import { getVersion } from './node/get-version.ts';
import { subscribe, unsubscribe } from './node/subscribe.ts';
import { submitTransaction } from './transactions/submit-transaction.ts';

/** All methods, in the order of the OpenRPC document. A new method is a file in a folder beside this one and a line here. */
const methods: readonly RpcMethod[] = [
  // The node.
  getVersion,
  getInfo,
  subscribe,
  unsubscribe,
  // The chain.
  getHeight,
  getTopoheight,
  // Accounts.
  getBalance,
  getNonce,
  // Transactions.
  submitTransaction,
];

/** The methods by their names on the wire. */
export const rpcMethods: ReadonlyMap<string, RpcMethod> = new Map(methods.map((method) => [method.name, method]));
