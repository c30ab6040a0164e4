import { createMemoryStore, createVersionedStorage } from '@tos/versioned-storage';

export const createStorage = () => createVersionedStorage(createMemoryStore(), { pendingBytes: 0 });
