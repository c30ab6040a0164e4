export * from './block.ts';
export * from './block-hash.ts';
export * from './block-header.ts';
export * from './block-info.ts';
export * from './block-writes.ts';
export * from './chain.ts';
export * from './chain-head.ts';
export * from './chain-results.ts';
export * from './copy-chain.ts';
export * from './emission.ts';
export {
  type Allocation,
  createDevnetGenesis,
  type Genesis,
  type GenesisJson,
  genesisBytes,
  genesisSupply,
  genesisToJson,
  parseGenesis,
} from './genesis.ts';
export * from './genesis-block.ts';
export * from './linear-order.ts';
export * from './mempool.ts';
export * from './merge-parallel-results.ts';
export * from './metadata-at.ts';
export * from './progress.ts';
export * from './prune-chain.ts';
export * from './recent-blocks.ts';
export * from './record-layer.ts';
export { acceptableReferences, type OrderIndex } from './references.ts';
export * from './reward-frame.ts';
export { lowestRollback, type Rollback, type RollbackOptions } from './rollback.ts';
export { actualSupply, expectedSupply } from './supply-check.ts';
export * from './verify/finding.ts';
export * from './verify/verify-chain.ts';
