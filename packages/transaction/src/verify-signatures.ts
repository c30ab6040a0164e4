import type { SignatureVerifier } from '@tos/crypto';
import { assertObject } from '@tos/protocol';
import { assertBatch, type PackedBatch } from './packed-batch.ts';

/**
 * Verifies the owner's signature of every transaction of a batch, in the thread that calls it: about 30 to 90 us each.
 * @returns a `Verdict` a transaction: 1 good, 2 bad. Co-signatures are not looked at, and nor is who else may sign for an account.
 * @throws TOS_INVALID_ARGUMENT for what is no batch, and no verifier
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
