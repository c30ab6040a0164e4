import type { AbstractSnapshot } from 'abstract-level';

/** Keys and values are plain bytes in every call, whatever the encodings of the database are. */
export const asBytes = { keyEncoding: 'view', valueEncoding: 'view' } as const;

interface ReadOptions {
  readonly keyEncoding: 'view';
  readonly valueEncoding: 'view';
  readonly snapshot?: AbstractSnapshot;
}

interface LevelRange {
  readonly gt?: Uint8Array;
  readonly gte?: Uint8Array;
  readonly lt?: Uint8Array;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** Rows of a range, once. */
interface LevelIterator<T> extends AsyncIterable<T> {
  /** Reads what is left, and closes the iterator. */
  all(): Promise<T[]>;
}

export type LevelOperation = { type: 'put'; key: Uint8Array; value: Uint8Array } | { type: 'del'; key: Uint8Array };

/** What a store asks of a database. Every database of abstract-level 3 is one, whatever the types of its own keys and values. */
export interface LevelDatabase {
  readonly supports: {
    /** False for a database that forgets. */
    readonly permanence: boolean;
    /** True if the database has `snapshot`. */
    readonly explicitSnapshots: boolean;
  };
  readonly status: 'opening' | 'open' | 'closing' | 'closed';
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: Uint8Array, options: ReadOptions): Promise<Uint8Array | undefined>;
  getMany(keys: Uint8Array[], options: ReadOptions): Promise<(Uint8Array | undefined)[]>;
  iterator(options: LevelRange & ReadOptions): LevelIterator<[Uint8Array, Uint8Array]>;
  keys(options: LevelRange & Pick<ReadOptions, 'keyEncoding'>): LevelIterator<Uint8Array>;
  batch(operations: LevelOperation[], options: Pick<ReadOptions, 'keyEncoding' | 'valueEncoding'>): Promise<void>;
  clear(): Promise<void>;
  snapshot(): AbstractSnapshot;
}
