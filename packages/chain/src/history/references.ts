import { assertInteger, assertObject } from '@tos/protocol';
import { compareBytes, type StorageReader, type Topoheight } from '@tos/state';
import { assertBatch, type PackedBatch } from '@tos/transaction';
import { lowestRecent } from './recent-blocks.ts';

// A u64 is a safe integer when its high half is less.
const UNSAFE_HIGH = 2 ** 21;

/** What a storage, or a chain whose tip is not stored yet, knows of the order of blocks. */
export type OrderIndex = Pick<StorageReader, 'hashesAt'>;

/**
 * Finds the transactions whose reference a block on top of `head` may hold: this chain has a block with that hash at that topoheight, which
 * is at most `REFERENCE_WINDOW` (240) below the head and not above it. The window is the same on every node, however much of its history
 * the node keeps. A topoheight that is no safe integer matches nothing. There is one read, whatever the number of transactions.
 * @returns 1 per transaction with an acceptable reference, 0 per other transaction
 */
export async function acceptableReferences(
  batch: PackedBatch,
  parent: { readonly head: Topoheight },
  storage: OrderIndex,
): Promise<Uint8Array> {
  assertBatch(batch);
  assertObject(parent, 'parent');
  const { head } = parent;
  assertInteger(head, 'parent.head', 0);
  assertObject(storage, 'storage', ['hashesAt']);
  const acceptable = new Uint8Array(batch.count);
  const hashes = await hashesByTopoheight(batch, head, storage);
  for (let i = 0; i < batch.count; i++) {
    const hash = hashes.get(topoheightAt(batch, i));
    const named = batch.bytes.subarray(batch.reference[i]!, batch.reference[i]! + 32);
    if (hash !== undefined && compareBytes(hash, named) === 0) acceptable[i] = 1;
  }
  return acceptable;
}

/** Whether a block on top of `head` may name the block at a topoheight, as a reference or as an ancestor. */
export function isInReferenceWindow(topoheight: Topoheight, head: Topoheight): boolean {
  return topoheight >= lowestRecent(head) && topoheight <= head;
}

async function hashesByTopoheight(
  batch: PackedBatch,
  head: Topoheight,
  storage: OrderIndex,
): Promise<Map<Topoheight, Uint8Array | undefined>> {
  const named = new Set<Topoheight>();
  for (let i = 0; i < batch.count; i++) {
    const topoheight = topoheightAt(batch, i);
    if (isInReferenceWindow(topoheight, head)) named.add(topoheight);
  }
  if (named.size === 0) return new Map();
  const topoheights = [...named];
  const hashes = await storage.hashesAt(topoheights);
  return new Map(topoheights.map((topoheight, i) => [topoheight, hashes[i]]));
}

/** The topoheight of a reference; Infinity for a u64 that is no safe integer. */
function topoheightAt(batch: PackedBatch, i: number): Topoheight {
  const high = batch.referenceHigh[i]!;
  return high < UNSAFE_HIGH ? high * 2 ** 32 + batch.referenceLow[i]! : Number.POSITIVE_INFINITY;
}
