import { FaultyStore } from '@tos/storage-testkit';
import { createMemoryStore } from '@tos/versioned-storage';

export const createStore = () => new FaultyStore(createMemoryStore(), { fault: 'refuses', at: Infinity });
