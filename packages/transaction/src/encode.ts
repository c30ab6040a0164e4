import { blake3 } from '@tos/crypto';
import { assertObject, baseline, isBytes } from '@tos/protocol';
import { allocateBatch } from './packed-batch.ts';
import type { Transaction, UnsignedTransaction } from './transaction.ts';
import { codecOfPayload, registeredCodecs } from './types/codecs.ts';
import { walkEnvelope } from './walk-envelope.ts';
import { WireReader } from './wire-reader.ts';
import { writeEnvelope, writeMessage } from './write-envelope.ts';

/**
 * The wire bytes of a transaction. They pass the strict decoder before they are returned, so that they always decode.
 * @throws TOS_INVALID_ARGUMENT or TOS_U64_RANGE for a value that its field cannot hold, naming the field
 * @throws TOS_INVALID_FORMAT for a transaction that the decoder refuses: no transfers, a co-signer twice, ...
 */
export function encodeTransaction(transaction: Transaction): Uint8Array {
  assertObject(transaction, 'transaction');
  const wire = writeEnvelope(transaction, codecOfPayload(transaction.payload));
  const reader = new WireReader(wire, 'transaction');
  walkEnvelope(reader, allocateBatch(wire, 1), 0, { profile: baseline, codecs: registeredCodecs });
  if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes left over`);
  return wire;
}

/** The bytes that the owner signs, unhashed: fields 1-7 and 10-11 of docs/protocol.md §2.1. @throws as `encodeTransaction`. */
export function signingBytes(transaction: UnsignedTransaction): Uint8Array {
  assertObject(transaction, 'transaction');
  return writeMessage(transaction, codecOfPayload(transaction.payload));
}

/**
 * BLAKE3-256 of the complete wire bytes, signature included: 32 bytes. A sender can sign the same content again and get another hash,
 * so that source and nonce, not the hash, identify the content.
 */
export function transactionHash(transaction: Transaction | Uint8Array): Uint8Array {
  return blake3(isBytes(transaction) ? transaction : encodeTransaction(transaction));
}
