import { invalidArgument, isGone } from '@tos/protocol';
import { appendMessages } from './append-messages.ts';
import { allocateBatch, assertBatch, hashAt, type PackedBatch, wireAt } from './packed-batch.ts';
import { OFFSETS, VALUES } from './packed-columns.ts';

/**
 * Copies the transactions at `indices`, in that order, into a new batch. Nothing is decoded or hashed again.
 * @throws TOS_INVALID_ARGUMENT for an index outside the batch
 */
export function selectTransactions(batch: PackedBatch, indices: ArrayLike<number>): PackedBatch {
  assertBatch(batch);
  if (!isIndices(indices)) throw invalidArgument('indices', 'an array of numbers', indices);
  const count = indices.length;
  let size = 0;
  for (let to = 0; to < count; to++) size += wireAt(batch, indices[to]!).length;
  const selected = allocateBatch(new Uint8Array(size), count);

  let at = 0;
  for (let to = 0; to < count; to++) {
    const from = indices[to]!;
    selected.bytes.set(wireAt(batch, from), at);
    selected.hash.set(hashAt(batch, from), to * 32);
    selected.offset[to] = at;
    selected.messageOffset[to] = at;
    at += batch.length[from]!;
  }
  // A loop over the rows of each column is several times as fast as a loop over the columns of each row.
  for (const name of VALUES) {
    const [source, target] = [batch[name], selected[name]];
    for (let to = 0; to < count; to++) target[to] = source[indices[to]!]!;
  }
  for (const name of OFFSETS) {
    const [source, target] = [batch[name], selected[name]];
    for (let to = 0; to < count; to++) {
      const from = indices[to]!;
      target[to] = source[from]! - batch.offset[from]! + selected.offset[to]!;
    }
  }
  return appendMessages(selected);
}

function isIndices(value: ArrayLike<number>): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value && !isGone(value));
}
