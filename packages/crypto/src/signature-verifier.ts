import { assertBytes, assertInteger, assertObject, assertTypedArray } from '@tos/protocol/arguments';
import { assertInside } from './assert-inside.ts';
import { PUBLIC_KEY_SIZE, SIGNATURE_SIZE } from './sizes.ts';

/**
 * Signatures to verify: four u32 columns over one byte buffer, so that a batch crosses to a thread or to WebAssembly as it is.
 * Record i is a 32-byte key at `key[i]`, `messageLength[i]` bytes at `messageOffset[i]` and a 64-byte signature at
 * `signature[i]`, all offsets into `bytes`. Records may share and overlap bytes.
 */
export interface VerificationRecords {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly key: Uint32Array;
  readonly messageOffset: Uint32Array;
  readonly messageLength: Uint32Array;
  readonly signature: Uint32Array;
}

/** The result for one record. `UNKNOWN` stands for a record that nobody has verified yet; no verifier writes it. */
export const Verdict = { UNKNOWN: 0, GOOD: 1, BAD: 2 } as const;

export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** Verifies records of one kind of evidence: signatures or proofs. */
export interface RecordVerifier {
  /**
   * Writes GOOD or BAD to `verdicts[from..to)` for the records `from..to)`, and changes nothing else. A bad key or signature is a verdict.
   * @throws TOS_INVALID_ARGUMENT before any work, by `checkVerificationRecords`
   */
  verifyBatch(records: VerificationRecords, from: number, to: number, verdicts: Uint8Array): void;
}

/**
 * Verifies Schnorr signatures: recomputes R = s*H - e*P and accepts if and only if e = SHA3-512(P || message || R) mod L
 * (docs/protocol.md §3.3). Two nodes that differ on one signature are on two chains, so the edges are part of the interface.
 * Each was tried on the library of the original, curve25519-dalek:
 *
 * | input | verdict |
 * |---|---|
 * | key all zero (the identity), any s, consistent e | good |
 * | key all zero, s = 0, consistent e (R is the identity) | good |
 * | real key, R the identity, consistent e | good |
 * | s = 0 or e = 0, e not consistent | bad |
 * | s or e not below L, even where its residue would be good | bad |
 * | key not canonical: value not below p, high bit set, negative | bad |
 * | key that no point encodes to | bad |
 */
export interface SignatureVerifier extends RecordVerifier {
  readonly name: string;

  /**
   * Returns false for every bad key and signature, also for those of another length.
   * @throws TOS_INVALID_ARGUMENT for an argument that is not bytes, and nothing else
   */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/**
 * @throws TOS_INVALID_ARGUMENT unless the columns and verdicts have their types, the records `from..to)` lie inside the bytes and columns, and
 * `verdicts` has at least `to` entries
 */
export function checkVerificationRecords(
  records: VerificationRecords,
  from: number,
  to: number,
  verdicts: Uint8Array,
): void {
  assertObject(records, 'records');
  const { bytes, count, key, messageOffset, messageLength, signature } = records;
  assertBytes(bytes, 'records.bytes');
  assertInteger(count, 'records.count', 0);
  assertTypedArray(key, 'records.key', 'Uint32Array', count);
  assertTypedArray(messageOffset, 'records.messageOffset', 'Uint32Array', count);
  assertTypedArray(messageLength, 'records.messageLength', 'Uint32Array', count);
  assertTypedArray(signature, 'records.signature', 'Uint32Array', count);
  assertInteger(to, 'to', 0, count);
  assertInteger(from, 'from', 0, to);
  assertTypedArray(verdicts, 'verdicts', 'Uint8Array', to);
  // The assertions prove every index of this loop.
  for (let i = from; i < to; i++) {
    assertInside('key', i, key[i]!, PUBLIC_KEY_SIZE, bytes);
    assertInside('message', i, messageOffset[i]!, messageLength[i]!, bytes);
    assertInside('signature', i, signature[i]!, SIGNATURE_SIZE, bytes);
  }
}
