import { assertBytes, baseline, type Profile } from '@tos/protocol';
import { decodeBatch } from './decode-batch.ts';
import { assertBatch, assertIndex, type PackedBatch } from './packed-batch.ts';
import { readEnvelope } from './read-envelope.ts';
import type { Transaction } from './transaction.ts';
import { notSupported, registeredCodecs } from './types/codecs.ts';

/** The object form of wire bytes, after the same strict validation as `decodeBatch`. @throws as `decodeBatch`. */
export function decodeTransaction(wire: Uint8Array, profile: Profile = baseline): Transaction {
  assertBytes(wire, 'wire');
  return transactionAt(decodeBatch([wire], profile), 0);
}

/** The object form of transaction i of a batch. @throws TOS_INVALID_ARGUMENT for an index outside the batch. */
export function transactionAt(batch: PackedBatch, i: number): Transaction {
  assertBatch(batch);
  assertIndex(batch, i);
  const codec = registeredCodecs[batch.type[i]!];
  if (codec === undefined) throw notSupported(batch.type[i]!, i);
  return readEnvelope(batch, i, codec);
}
