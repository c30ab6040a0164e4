import type { StorageOptions } from '@tos/state';
import type { StoreManifest } from '@tos/versioned-storage';

/** What a suite tests: a storage or an ordered store. */
export interface Subject {
  readonly manifest: Pick<StoreManifest, 'persistent' | 'concurrentReaders'>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export type CreateSubject<Tested extends Subject> = (options: StorageOptions) => Tested;

/** One of the two kinds of subjects, with what tests of both do in other threads and processes. */
export interface Kind<Tested extends Subject> {
  readonly name: string;
  /** The export of a module that makes a subject. */
  readonly factory: 'createStorage' | 'createStore';
  numbered(subject: Tested): Numbered;
}

/** A subject to which changes with the numbers 0, 1, 2 and so on are made. */
export interface Numbered {
  /** True if `hold` is supported. */
  readonly holds: boolean;
  /** True if `prune` is supported. */
  readonly prunes: boolean;
  /** The number of the newest change, or -1. */
  head(): Promise<number>;
  /** Makes the change with a number, which is one above the head. */
  change(n: number): Promise<void>;
  /** Removes what belongs only to changes below a number. */
  prune(below: number): Promise<void>;
  /** The number of the newest change according to several places that change together. */
  read(): Promise<number[]>;
  /** Takes a snapshot or view. @returns a function that reads it like `read` */
  hold(): Promise<() => Promise<number[]>>;
  /** Asserts that all parts of all changes are there, and nothing of another change. @returns the number of the newest change, or -1 */
  assertWhole(): Promise<number>;
  close(): Promise<void>;
}

/** The factory that a module exports. @param module URL of the module */
export async function importFactory<Tested extends Subject>(
  module: string,
  { factory }: Kind<Tested>,
): Promise<CreateSubject<Tested>> {
  const exported: Record<string, unknown> = await import(module);
  const create = exported[factory];
  if (isFactory<Tested>(create)) return create;
  throw new Error(`${module} does not export ${factory}({ location, readOnly? })`);
}

function isFactory<Tested extends Subject>(value: unknown): value is CreateSubject<Tested> {
  return typeof value === 'function';
}
