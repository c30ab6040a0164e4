import { compareBytes, type StorageReader, type Topoheight } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';

/** The part of the chain that references may name. */
export interface ReferenceRange {
  /** Topoheight of the head. */
  readonly head: Topoheight;
  /** Versions below may be gone. */
  readonly prunedBelow: Topoheight;
}

// A u64 is a safe integer when its high half is below this.
const UNSAFE_HIGH = 2 ** 21;

/**
 * 1 for each transaction whose reference names an ordered block of this chain: the hash stands at that topoheight, which is not
 * above the head and not pruned. A topoheight that is no safe integer matches nothing. One read, whatever the number of
 * transactions.
 */
export async function acceptableReferences(
  batch: PackedBatch,
  { head, prunedBelow }: ReferenceRange,
  storage: OrderIndex,
): Promise<Uint8Array> {
  const acceptable = new Uint8Array(batch.count);
  const hashes = await hashesByTopoheight(batch, { head, prunedBelow }, storage);
  for (let i = 0; i < batch.count; i++) {
    const hash = hashes.get(topoheightAt(batch, i));
    const named = batch.bytes.subarray(batch.reference[i]!, batch.reference[i]! + 32);
    if (hash !== undefined && compareBytes(hash, named) === 0) acceptable[i] = 1;
  }
  return acceptable;
}

export type OrderIndex = Pick<StorageReader, 'hashesAt'>;

async function hashesByTopoheight(
  batch: PackedBatch,
  { head, prunedBelow }: ReferenceRange,
  storage: OrderIndex,
): Promise<Map<Topoheight, Uint8Array | undefined>> {
  const named = new Set<Topoheight>();
  for (let i = 0; i < batch.count; i++) {
    const topoheight = topoheightAt(batch, i);
    if (topoheight >= prunedBelow && topoheight <= head) named.add(topoheight);
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
