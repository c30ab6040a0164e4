import { type RecordVerifier, Verdict, type VerificationRecords } from '@tos/crypto';

/** Why main verified a record again: no thread gave a verdict, or a thread wrote a byte that is no verdict. */
export type ReverificationCause = 'missing' | 'garbage';

/**
 * Returns the verdict of a record: what a thread wrote, if that is a verdict; else main's own, which is written in its place. A thread is
 * never trusted with the result.
 */
export function trustedVerdict(
  verdicts: Uint8Array,
  slot: number,
  records: VerificationRecords,
  verifier: RecordVerifier,
  reverified: (cause: ReverificationCause) => void,
): Verdict {
  const given = verdicts[slot];
  if (given === Verdict.GOOD || given === Verdict.BAD) return given;
  reverified(given === Verdict.UNKNOWN ? 'missing' : 'garbage');
  verifier.verifyBatch(records, slot, slot + 1, verdicts);
  return verdicts[slot] === Verdict.GOOD ? Verdict.GOOD : Verdict.BAD;
}
