// Builders of blocks, for tests that a storage has beside the kit.
export { blockAt, collect, hashOf, historyOf, ref, unordered, write } from './chain-fixture.ts';
export { orderedStoreSuite } from './ordered-store-suite.ts';
export { Random } from './random.ts';
export { RandomHistory, type Step } from './random-history.ts';
export * from './storage-suite.ts';
export { FaultyStore } from './stores/faulty-store.ts';
export { MemoryDisk } from './stores/memory-disk.ts';
export type { DeclareSuite, KnownFailure, SuiteOptions, TestRunner } from './suite.ts';
