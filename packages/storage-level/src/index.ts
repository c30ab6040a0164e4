export { createLevelStorage, createLevelStore, type LevelStoreOptions } from './create-level-store.ts';
export type { LevelDatabase } from './level-database.ts';
