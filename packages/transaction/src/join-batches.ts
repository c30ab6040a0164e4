import { assertList, HASH_SIZE } from '@tos/protocol';
import { appendMessages } from './append-messages.ts';
import { allocateBatch, assertBatch, type PackedBatch, wireAt } from './packed-batch.ts';
import { OFFSETS, VALUES } from './packed-columns.ts';

/**
 * One batch with the transactions of several, in their order: columns and bytes are copied, nothing is decoded or hashed again. A batch
 * that is the only one with transactions is returned itself.
 * @throws TOS_INVALID_ARGUMENT for what is no batch, TOS_CAPACITY for more bytes than columns can point into.
 */
export function joinBatches(batches: readonly PackedBatch[]): PackedBatch {
  assertList(batches, 'batches');
  for (let i = 0; i < batches.length; i++) assertBatch(batches[i]!);
  const parts = batches.filter(({ count }) => count > 0);
  if (parts.length === 1) return parts[0]!;

  let count = 0;
  let size = 0;
  for (const part of parts) {
    count += part.count;
    for (let i = 0; i < part.count; i++) size += part.length[i]!;
  }
  const joined = allocateBatch(new Uint8Array(size), count);
  let first = 0;
  let offset = 0;
  for (const part of parts) {
    for (const name of VALUES) joined[name].set(part[name].subarray(0, part.count), first);
    joined.hash.set(part.hash.subarray(0, part.count * HASH_SIZE), first * HASH_SIZE);
    for (let i = 0; i < part.count; i++) {
      joined.bytes.set(wireAt(part, i), offset);
      joined.offset[first + i] = offset;
      joined.messageOffset[first + i] = offset;
      offset += part.length[i]!;
    }
    for (const name of OFFSETS) {
      const [source, target] = [part[name], joined[name]];
      for (let i = 0; i < part.count; i++) target[first + i] = source[i]! - part.offset[i]! + joined.offset[first + i]!;
    }
    first += part.count;
  }
  return appendMessages(joined);
}
