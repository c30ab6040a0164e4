export { createMemoryStore } from './store/memory-store.ts';
export * from './store/ordered-store.ts';
export { createVersionedStorage } from './versioned-storage.ts';
