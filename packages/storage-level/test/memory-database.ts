import { MemoryLevel } from 'memory-level';
import type { LevelDatabase } from '../src/index.ts';

/** A database of memory-level. */
export const memoryDatabase: LevelDatabase = new MemoryLevel();
