import type { RpcMethod } from '../method/define-method.ts';
import { getBalance } from './accounts/get-balance.ts';
import { getNonce } from './accounts/get-nonce.ts';
import { getBlockAtTopoheight, getBlockByHash, getTopBlock } from './chain/get-block.ts';
import { getBlocksAtHeight } from './chain/get-blocks-at-height.ts';
import { getBlocksRangeByHeight, getBlocksRangeByTopoheight } from './chain/get-blocks-range.ts';
import { getDagOrder } from './chain/get-dag-order.ts';
import { getDevFeeThresholds } from './chain/get-dev-fee-thresholds.ts';
import { getDifficulty } from './chain/get-difficulty.ts';
import { getHeight } from './chain/get-height.ts';
import { getStableHeight, getStableHeightAlias, getStableTopoheight } from './chain/get-stable-height.ts';
import { getTips } from './chain/get-tips.ts';
import { getTopoheight } from './chain/get-topoheight.ts';
import { getInfo } from './node/get-info.ts';
import { getVersion } from './node/get-version.ts';
import { subscribe, unsubscribe } from './node/subscribe.ts';
import { getMempool } from './transactions/get-mempool.ts';
import { getMempoolCache } from './transactions/get-mempool-cache.ts';
import { getTransaction, getTransactionRaw, getTransactions } from './transactions/get-transaction.ts';
import { isTxExecutedInBlock } from './transactions/is-tx-executed-in-block.ts';
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
  getStableHeight,
  getStableHeightAlias,
  getStableTopoheight,
  getTips,
  getTopBlock,
  getBlockAtTopoheight,
  getBlockByHash,
  getBlocksAtHeight,
  getBlocksRangeByTopoheight,
  getBlocksRangeByHeight,
  getDagOrder,
  getDifficulty,
  getDevFeeThresholds,
  // Accounts.
  getBalance,
  getNonce,
  // Transactions.
  submitTransaction,
  getTransaction,
  getTransactions,
  getTransactionRaw,
  isTxExecutedInBlock,
  getMempool,
  getMempoolCache,
];

/** The methods by their names on the wire. */
export const rpcMethods: ReadonlyMap<string, RpcMethod> = new Map(methods.map((method) => [method.name, method]));
