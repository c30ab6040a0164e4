import { type SignatureVerifier, Verdict } from '@tos/crypto';
import { COUNT, CURSOR, type JobViews, LIMIT, STOP_AT_BAD } from './job-layout.ts';

// Claims start small, so that an early failure stops the others early and small blocks are shared out evenly, and grow, so that
// a batch verifier gets batches: measured, 16 signatures a batch already give all that sharing an inversion can give.
const FIRST_CLAIM = 2;
const LARGEST_CLAIM = 16;

/** A range of records `[from, to)` that is the caller's to verify. */
export interface Claim {
  from: number;
  to: number;
}

/** Takes the next records off the cursor, in order. False when none is left that needs a verdict. */
export function claimNext(job: JobViews, largest: number, claim: Claim): boolean {
  const { control } = job;
  for (;;) {
    const from = Atomics.load(control, CURSOR);
    const end = Math.min(Atomics.load(control, LIMIT), control[COUNT]!);
    if (from >= end) return false;
    const size = Math.max(1, Math.min(largest, LARGEST_CLAIM, FIRST_CLAIM + (from >> 3)));
    const to = Math.min(end, from + size);
    if (Atomics.compareExchange(control, CURSOR, from, to) === from) {
      claim.from = from;
      claim.to = to;
      return true;
    }
  }
}

/** Gives each record of a claim its verdict, and tells the others about a failure when they should stop there. */
export function verifyClaim(job: JobViews, claim: Claim, verifier: SignatureVerifier): void {
  verifier.verifyBatch(job, claim.from, claim.to, job.verdicts);
  if (job.control[STOP_AT_BAD] === 0) return;
  for (let i = claim.from; i < claim.to; i++) {
    if (job.verdicts[i] === Verdict.BAD) {
      lowerLimit(job, i + 1);
      return;
    }
  }
}

/** Records from `limit` on need no verdict any more. */
export function lowerLimit({ control }: JobViews, limit: number): void {
  for (;;) {
    const current = Atomics.load(control, LIMIT);
    if (current <= limit || Atomics.compareExchange(control, LIMIT, current, limit) === current) return;
  }
}
