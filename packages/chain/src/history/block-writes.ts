import { assertInteger, assertObject } from '@tos/protocol';
import type { RecordRef, RecordWrite, Storage, Topoheight } from '@tos/state';
import { brokenOr } from './broken-or.ts';
import { DigestCheck } from './digest-check.ts';
import { walkBlockWrites } from './walk-block-writes.ts';

export type WritesReader = Pick<Storage, 'getBlock' | 'history' | 'iterate' | 'readMany' | 'writesAt'>;

/** The records that a block wrote. */
export interface BlockWrites {
  readonly topoheight: Topoheight;
  /** Sorted by (domain id, key). */
  readonly writes: readonly RecordWrite[];
  /** Whether the writes give the digest that is stored with the block; null when that digest or the one before it is not known. */
  readonly matches: boolean | null;
}

export interface BlockWritesOptions {
  readonly from: Topoheight;
  readonly to: Topoheight;
  /**
   * Versions kept in memory where the storage does not know the writes of a block, about 300 bytes each. A block with more versions is read
   * whole all the same.
   * @default 250,000
   */
  readonly maxVersions?: number;
  /**
   * Receives a record whose versions cannot be read, and the error; without this function the error is thrown. With it, writes that cannot
   * be read are none, and the digest of a block that cannot be read is not known.
   */
  readonly onBroken?: (ref: RecordRef, error: unknown) => void;
  /** Awaited at every 256th record of a walk. */
  readonly onRecord?: () => void | Promise<void>;
}

/**
 * Yields the writes of consecutive blocks in order: those that the storage returns for a block (`Storage.writesAt`), and where it knows none
 * those that a walk over the versions of all records finds.
 * @throws TOS_STORAGE_CORRUPT
 */
export async function* readBlockWrites(
  storage: WritesReader,
  options: BlockWritesOptions,
): AsyncGenerator<BlockWrites> {
  assertObject(storage, 'storage', ['getBlock', 'history', 'writesAt']);
  assertObject(options, 'options');
  const { from, to } = options;
  assertInteger(from, 'options.from', 0);
  assertInteger(to, 'options.to', 0);
  const digests = new DigestCheck(storage, options);
  const hidden: RecordRef[] = [];
  for (let topoheight = from; topoheight <= to; ) {
    const known = await knownWrites(storage, topoheight, options);
    if (known === undefined) {
      topoheight = yield* walkBlockWrites(storage, { ...options, from: topoheight }, { digests, hidden });
    } else {
      await digests.next();
      yield { topoheight, writes: known, matches: digests.matches(known) };
      topoheight++;
    }
  }
}

/** The writes of a block; none if they are damaged; undefined if the storage does not know them. */
async function knownWrites(
  storage: WritesReader,
  topoheight: Topoheight,
  options: BlockWritesOptions,
): Promise<readonly RecordWrite[] | undefined> {
  try {
    return await storage.writesAt(topoheight);
  } catch (error) {
    brokenOr(options)(error);
    return [];
  }
}
