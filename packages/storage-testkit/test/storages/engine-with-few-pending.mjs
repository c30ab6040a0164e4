import { createMemoryStore, createVersionedStorage } from '@tos/versioned-storage';

// So few bytes that the boundaries of flushes fall everywhere.
export const createStorage = () => createVersionedStorage(createMemoryStore(), { pendingBytes: 2_000 });
