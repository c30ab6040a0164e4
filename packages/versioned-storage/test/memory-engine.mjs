import { createMemoryStore, createVersionedStorage } from '@tos/versioned-storage';
const pendingBytes = Number(process.env.PENDING ?? 2 ** 26);
export const createStorage = () => createVersionedStorage(createMemoryStore(), { pendingBytes });
