export * from './block/block.ts';
export * from './block/block-hash.ts';
export * from './block/block-header.ts';
export * from './block/block-info.ts';
export * from './history/block-writes.ts';
export * from './chain/chain.ts';
export * from './history/chain-head.ts';
export * from './chain/chain-results.ts';
export * from './history/copy-chain.ts';
export * from './supply/emission.ts';
export {
  type Allocation,
  createDevnetGenesis,
  type Genesis,
  type GenesisJson,
  genesisBytes,
  genesisSupply,
  genesisToJson,
  parseGenesis,
} from './genesis/genesis.ts';
export * from './genesis/genesis-block.ts';
export * from './history/stable-topoheight.ts';
export * from './mempool/mempool.ts';
export * from './chain/merge-parallel-results.ts';
export * from './history/chain-point.ts';
export * from './history/progress.ts';
export * from './history/prune-chain.ts';
export * from './history/recent-blocks.ts';
export * from './chain/record-layer.ts';
export { acceptableReferences, type OrderIndex } from './history/references.ts';
export * from './supply/reward-frame.ts';
export { lowestRollback, type Rollback, type RollbackOptions } from './history/rollback.ts';
export { actualSupply, expectedSupply } from './supply/supply-check.ts';
export * from './verify/finding.ts';
export * from './verify/verify-chain.ts';
