import { MemoryLevel } from 'memory-level';
import { createLevelStorage, createLevelStore } from '../../dist/index.js';

// memory-level has no locations: each store has a database of its own.
export const createStore = () => createLevelStore(new MemoryLevel());
export const createStorage = () => createLevelStorage(new MemoryLevel());
