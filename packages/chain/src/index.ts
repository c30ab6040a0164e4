// Blocks: what they are on the wire, and what is kept beside them.
export { type Block, decodeBlock, encodeBlock } from './block/block.ts';
export { blockHash, minerWork } from './block/block-hash.ts';
export { BLOCK_VERSION, type BlockHeader, decodeBlockHeader, encodeBlockHeader } from './block/block-header.ts';
export { type BlockInfo, decodeBlockInfo } from './block/block-info.ts';
export { storedHeader } from './block/stored-header.ts';
export { withMinerWork } from './block/with-miner-work.ts';
// The chain: building, validating, committing.
export type { CommittedBlock } from './chain/append-block.ts';
export type { BlockTrace } from './chain/block-trace.ts';
export type { BuildArguments, BuiltBlock } from './chain/build-block.ts';
export { Chain, type ProducedBlock, type SimulatedOutcome, type Simulation } from './chain/chain.ts';
export type { ChainOptions } from './chain/chain-options.ts';
export type { LeftOut } from './chain/left-out.ts';
export { type MergeCounts, mergeParallelResults } from './chain/merge-parallel-results.ts';
export type { RecordLayer } from './chain/record-layer.ts';
export type { ExecutedOutcome } from './chain/tip-executor.ts';
// The beginning of a chain.
export { type Allocation, createDevnetGenesis, type Genesis } from './genesis/genesis.ts';
export { genesisCommit } from './genesis/genesis-block.ts';
export { type GenesisJson, genesisToJson, parseGenesis } from './genesis/genesis-json.ts';
// Stored chains: their order and history, going back in it, pruning and copying.
export { accountHistory } from './history/account-history.ts';
export type { BlockWrites, BlockWritesOptions } from './history/block-writes.ts';
export type { ChainHead } from './history/chain-head.ts';
export { copyChain } from './history/copy-chain.ts';
export type { BlockChanges, HistoryOptions, HistoryPage } from './history/history-page.ts';
export { liveTotal } from './history/live-records.ts';
export type { OnProgress, Progress } from './history/progress.ts';
export { pruneChain } from './history/prune-chain.ts';
export { readBlockWrites } from './history/read-block-writes.ts';
export type { RecordChange } from './history/record-changes.ts';
export { recordHistory } from './history/record-history.ts';
export { acceptableReferences, type OrderIndex } from './history/references.ts';
export type { Rollback, RollbackOptions } from './history/rollback.ts';
export { stableTopoheight } from './history/stable-topoheight.ts';
// Transactions that wait for a block.
export { type KeptTransaction, Mempool, type MempoolCollaborators, type Rejoined } from './mempool/mempool.ts';
export type { MempoolEntry } from './mempool/mempool-entry.ts';
export { defaultMempoolLimits, type MempoolLimits } from './mempool/mempool-limits.ts';
export type { LeaveReason, MempoolListener } from './mempool/mempool-listener.ts';
// The state of a chain as a file.
export { checkStateFile, importStateFile } from './state-file/read-state-file.ts';
export type { StateHeader } from './state-file/state-header.ts';
export type { StateSource } from './state-file/state-reader.ts';
export type { StateSink } from './state-file/state-writer.ts';
export { writeStateFile } from './state-file/write-state-file.ts';
// Coins: emission, rewards, and counting them again.
export { type BlockRewards, baseReward, blockRewards } from './supply/emission.ts';
export { createRewardFrame, DEV_FEE_KEY } from './supply/reward-frame.ts';
export { actualSupply, expectedSupply } from './supply/supply-check.ts';
// What is wrong with a stored chain.
export type { Finding } from './verify/finding.ts';
export { verifyChain } from './verify/verify-chain.ts';
