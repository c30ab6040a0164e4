import { blake3 } from '@tos/crypto';
import { MAX_TRANSACTION_SIZE, TosError } from '@tos/protocol';
import { appendMessages } from './append-messages.ts';
import { allocateBatch, type PackedBatch } from './packed-batch.ts';
import { ENVELOPE_SIZE, type Grammar, walkEnvelope } from './walk-envelope.ts';
import { WireReader } from './wire-reader.ts';

// `decodeBatch` and `decodeSequence`, with the grammar as an argument so that a test can add a type.

export function decodeWires(wires: readonly Uint8Array[], grammar: Grammar): PackedBatch {
  const bytes = concatenate(wires);
  const batch = allocateBatch(bytes, wires.length);
  const reader = new WireReader(bytes, 'transaction');
  for (const [i, wire] of wires.entries()) {
    reader.enter(reader.offset, reader.offset + wire.length, i);
    walkEnvelope(reader, batch, i, grammar);
    if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes left over`);
  }
  return appendMessages(hashed(batch));
}

export function decodeRun(
  bytes: Uint8Array,
  offset: number,
  count: number,
  grammar: Grammar,
): { batch: PackedBatch; end: number } {
  const view = bytes.subarray(offset);
  // The count is as untrusted as the bytes, so that it is checked before the columns are allocated.
  if (count * ENVELOPE_SIZE > view.length) {
    const reason = `${count} transactions do not fit in ${view.length} bytes`;
    throw new TosError('TOS_INVALID_FORMAT', { what: 'transactions', reason, offset });
  }
  const batch = allocateBatch(view, count);
  const reader = new WireReader(view, 'transaction');
  for (let i = 0; i < count; i++) {
    reader.enter(reader.offset, view.length, i);
    walkEnvelope(reader, batch, i, grammar);
  }
  const copy = { ...batch, bytes: new Uint8Array(view.subarray(0, reader.offset)) };
  return { batch: appendMessages(hashed(copy)), end: offset + reader.offset };
}

function concatenate(wires: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const [i, wire] of wires.entries()) {
    if (wire.length > MAX_TRANSACTION_SIZE) {
      const reason = `a transaction has at most ${MAX_TRANSACTION_SIZE} bytes, not ${wire.length}`;
      throw new TosError('TOS_INVALID_FORMAT', { what: `transaction ${i}`, reason });
    }
    size += wire.length;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const wire of wires) {
    bytes.set(wire, at);
    at += wire.length;
  }
  return bytes;
}

// The last step, so that a batch that is refused has cost no hashing.
function hashed(batch: PackedBatch): PackedBatch {
  for (let i = 0; i < batch.count; i++) {
    const start = batch.offset[i]!;
    batch.hash.set(blake3(batch.bytes.subarray(start, start + batch.length[i]!)), i * 32);
  }
  return batch;
}
