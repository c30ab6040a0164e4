import type { SignatureVerifier } from '@tos/crypto';
import { assertObject } from '@tos/protocol';
import { assertBatch, type PackedBatch } from './packed-batch.ts';

/**
 * Verifies the owner's signature of every transaction of a batch, in the thread that calls it: about 30 to 90 us per signature
 * (docs/measurements.md §1). Co-signatures, and signatures of others who may sign for an account, are not verified.
 * @returns one `Verdict` per transaction: 1 good, 2 bad
 * @throws TOS_INVALID_ARGUMENT unless `batch` is a batch and `verifier` a verifier
 */
export function verifySignatures(batch: PackedBatch, verifier: SignatureVerifier): Uint8Array {
  assertBatch(batch);
  assertObject(verifier, 'verifier', ['verifyBatch']);
  const { bytes, count, messageOffset, messageLength, signature } = batch;
  const verdicts = new Uint8Array(count);
  verifier.verifyBatch(
    { bytes, count, key: batch.source, messageOffset, messageLength, signature },
    0,
    count,
    verdicts,
  );
  return verdicts;
}
