import type { RpcMethod } from '../method/define-method.ts';
import { rpcDiscover } from '../openrpc/rpc-discover.ts';
import { countAccounts, countAssets, countContracts, countTransactions } from './accounts/count-records.ts';
import { extractKeyFromAddress } from './accounts/extract-key-from-address.ts';
import { getAccountAssets } from './accounts/get-account-assets.ts';
import { getAccountHistory } from './accounts/get-account-history.ts';
import { getAccountRegistrationTopoheight } from './accounts/get-account-registration-topoheight.ts';
import { getAccounts } from './accounts/get-accounts.ts';
import { getAsset } from './accounts/get-asset.ts';
import { getAssets } from './accounts/get-assets.ts';
import { getBalance } from './accounts/get-balance.ts';
import { getBalanceAtTopoheight } from './accounts/get-balance-at-topoheight.ts';
import { getBalanceHistory } from './accounts/get-balance-history.ts';
import { getEnergy } from './accounts/get-energy.ts';
import { getMultisig, hasMultisig } from './accounts/get-multisig.ts';
import { getName, resolveName } from './accounts/get-name.ts';
import { getNonce } from './accounts/get-nonce.ts';
import { getNonceAtTopoheight } from './accounts/get-nonce-at-topoheight.ts';
import { getStableBalance } from './accounts/get-stable-balance.ts';
import { hasBalance } from './accounts/has-balance.ts';
import { hasNonce } from './accounts/has-nonce.ts';
import { isAccountRegistered } from './accounts/is-account-registered.ts';
import { splitAddress } from './accounts/split-address.ts';
import { validateAddress } from './accounts/validate-address.ts';
import { getBlockAtTopoheight, getBlockByHash, getTopBlock } from './chain/get-block.ts';
import { getBlockExecution } from './chain/get-block-execution.ts';
import { getBlockTemplate } from './chain/get-block-template.ts';
import { getBlocksAtHeight } from './chain/get-blocks-at-height.ts';
import { getBlocksRangeByHeight, getBlocksRangeByTopoheight } from './chain/get-blocks-range.ts';
import { getDagOrder } from './chain/get-dag-order.ts';
import { getDevFeeThresholds } from './chain/get-dev-fee-thresholds.ts';
import { getDifficulty } from './chain/get-difficulty.ts';
import { getHeight } from './chain/get-height.ts';
import { getMinerWork } from './chain/get-miner-work.ts';
import { getStableHeight, getStableHeightAlias, getStableTopoheight } from './chain/get-stable-height.ts';
import { getTips } from './chain/get-tips.ts';
import { getTopoheight } from './chain/get-topoheight.ts';
import { submitBlock } from './chain/submit-block.ts';
import { devForwardTime } from './devnet/dev-forward-time.ts';
import { devFund } from './devnet/dev-fund.ts';
import { devGetState } from './devnet/dev-get-state.ts';
import { devMine } from './devnet/dev-mine.ts';
import { devPause } from './devnet/dev-pause.ts';
import { devResume } from './devnet/dev-resume.ts';
import { devRevert } from './devnet/dev-revert.ts';
import { devSendTransfers } from './devnet/dev-send-transfers.ts';
import { devSetBlockTime } from './devnet/dev-set-block-time.ts';
import { devSetExecution } from './devnet/dev-set-execution.ts';
import { devSnapshot } from './devnet/dev-snapshot.ts';
import { getInfo } from './node/get-info.ts';
import { getPeers } from './node/get-peers.ts';
import { getPrunedTopoheight } from './node/get-pruned-topoheight.ts';
import { getSizeOnDisk } from './node/get-size-on-disk.ts';
import { getVersion } from './node/get-version.ts';
import { notSupported } from './node/not-supported.ts';
import { p2pStatus } from './node/p2p-status.ts';
import { subscribe, unsubscribe } from './node/subscribe.ts';
import { getLeftTransaction } from './transactions/get-left-transaction.ts';
import { getMempool } from './transactions/get-mempool.ts';
import { getMempoolCache } from './transactions/get-mempool-cache.ts';
import { getMempoolFees } from './transactions/get-mempool-fees.ts';
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
  getPrunedTopoheight,
  getSizeOnDisk,
  p2pStatus,
  getPeers,
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
  getBlockExecution,
  getBlocksAtHeight,
  getBlocksRangeByTopoheight,
  getBlocksRangeByHeight,
  getDagOrder,
  getDifficulty,
  getDevFeeThresholds,
  getBlockTemplate,
  getMinerWork,
  submitBlock,
  // Accounts.
  getBalance,
  getStableBalance,
  getBalanceAtTopoheight,
  getBalanceHistory,
  hasBalance,
  getNonce,
  getNonceAtTopoheight,
  hasNonce,
  getMultisig,
  hasMultisig,
  getEnergy,
  getName,
  resolveName,
  getAccounts,
  getAccountAssets,
  getAccountHistory,
  isAccountRegistered,
  getAccountRegistrationTopoheight,
  validateAddress,
  splitAddress,
  extractKeyFromAddress,
  // Assets.
  getAsset,
  getAssets,
  // How many there are.
  countAccounts,
  countAssets,
  countContracts,
  countTransactions,
  // Transactions.
  submitTransaction,
  getTransaction,
  getTransactions,
  getTransactionRaw,
  isTxExecutedInBlock,
  getLeftTransaction,
  getMempool,
  getMempoolCache,
  getMempoolFees,
  // What the original has and this node has not.
  ...notSupported,
  // Controls of a devnet.
  devGetState,
  devMine,
  devPause,
  devResume,
  devSetBlockTime,
  devForwardTime,
  devFund,
  devSendTransfers,
  devSnapshot,
  devRevert,
  devSetExecution,
];

/** The methods by their names on the wire. */
export const rpcMethods: ReadonlyMap<string, RpcMethod> = new Map(
  [...methods, rpcDiscover(methods)].map((method) => [method.name, method]),
);
