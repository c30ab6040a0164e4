import type { StoreView } from '@tos/versioned-storage';
import type { LevelDatabase } from './level-database.ts';

/** What a view needs of its store. */
export interface ViewKeeper {
  /** Runs work on the database as soon as it is open. Nothing closes the database before the first step of the work. */
  use<T>(work: (database: LevelDatabase) => T | Promise<T>): Promise<T>;
  /** To be called by a view that was closed. */
  closed(view: StoreView): void;
}
