export { createMemoryStore } from './store/memory-store.ts';
export * from './store/ordered-store.ts';
export { createVersionedStorage, type VersionedStorageOptions } from './versioned-storage.ts';
