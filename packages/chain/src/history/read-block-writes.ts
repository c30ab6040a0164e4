import { assertInteger, assertObject } from '@tos/protocol';
import type { RecordRef, RecordWrite, Topoheight } from '@tos/state';
import type { BlockWrites, BlockWritesOptions, WritesReader } from './block-writes.ts';
import { brokenOr } from './broken-or.ts';
import { DigestCheck } from './digest-check.ts';
import { walkBlockWrites } from './walk-block-writes.ts';

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
