// The storage with room for a few blocks in memory, so that every kill of the kit is near a slice of a flush, a merge of runs or pruning.
import { createVersionedStorage } from '@tos/versioned-storage';
import { createStore } from '../dist/index.js';

export const createStorage = (options) => createVersionedStorage(createStore(options), { pendingBytes: 2000 });
