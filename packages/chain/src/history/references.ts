import { assertInteger, assertObject } from '@tos/protocol';
import { compareBytes, type StorageReader, type Topoheight } from '@tos/state';
import { assertBatch, type PackedBatch } from '@tos/transaction';
import { lowestRecent } from './recent-blocks.ts';

// A u64 is a safe integer when its high half is below this.
const UNSAFE_HIGH = 2 ** 21;

export type OrderIndex = Pick<StorageReader, 'hashesAt'>;

/**
 * 1 for each transaction whose reference names a block of this chain that a block on top of `head` may name: the hash stands at that
 * topoheight, which is at most `REFERENCE_WINDOW` (240) below the head and not above it. The window is the same on every node, however
 * much of its history a node keeps. A topoheight that is no safe integer matches nothing. One read, whatever the number of
 * transactions.
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

/** True for a topoheight that a block on top of `head` may still name, as a reference or as an ancestor. */
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

/** Infinity for a u64 that is no safe integer. */
function topoheightAt(batch: PackedBatch, i: number): Topoheight {
  const high = batch.referenceHigh[i]!;
  return high < UNSAFE_HIGH ? high * 2 ** 32 + batch.referenceLow[i]! : Number.POSITIVE_INFINITY;
}
