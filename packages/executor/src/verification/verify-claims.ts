import { EvidenceKind, type RecordVerifier, Verdict } from '@tos/crypto/wasm';
import {
  CLAIM_BEGAN,
  CLAIM_DONE,
  CLAIM_END,
  CLAIM_THREAD,
  CLAIM_WORDS,
  type JobViews,
  LANE_CURSORS,
  LANES,
  LIMIT,
  STOP_AT_BAD,
  WORDS_PER_LANE,
} from './job-layout.ts';
import { microsecondsOfProcess } from './process-clock.ts';

// Claims start small, so that an early failure stops other threads early and small blocks are shared out evenly, and grow, so that
// a batch verifier gets batches. Measured: 16 signatures per batch already give all that sharing an inversion can give; blocks of 20, 50 and
// 100 are verified 1.1, 1.25 and 1.1 times as fast when claims begin with 4 signatures instead of 2
// (docs/measurements.md §1, §4).
const FIRST_CLAIM = 4;
const LARGEST_CLAIM = 16;

/** A range of records `[from, to)` that is the caller's to verify. */
export interface Claim {
  from: number;
  to: number;
}

/** Returns how many signatures take as long as one record of a kind. */
export function signaturesIn(kind: EvidenceKind): number {
  return kind === EvidenceKind.SHIELD_PROOF ? 30 : 1;
}

/** Returns how many records of a kind a thread takes at a time, at most. A proof takes long, and gains nothing in a batch. */
export function largestClaim(kind: EvidenceKind): number {
  return kind === EvidenceKind.SHIELD_PROOF ? 1 : LARGEST_CLAIM;
}

/** Takes the next records of a lane, or of the next lane that has some. @returns false when no record is left that needs a verdict */
export function claimNext(job: JobViews, lane: number, largest: number, claim: Claim): boolean {
  const lanes = job.control[LANES]!;
  const most = Math.min(largest, fairShare(job, lanes));
  for (let i = 0; i < lanes; i++) if (claimFrom(job, (lane + i) % lanes, most, claim)) return true;
  return false;
}

/**
 * Half of what each thread would get if what is left were shared out evenly: claims become smaller towards the end, so that all threads come
 * to theirs at about the same time. It is even, because verifiers take two signatures at a time.
 */
function fairShare({ control }: JobViews, lanes: number): number {
  let left = 0;
  for (let lane = 0; lane < lanes; lane++) {
    const cursor = LANE_CURSORS + WORDS_PER_LANE * lane;
    left += Math.max(0, control[cursor + 1]! - Atomics.load(control, cursor));
  }
  return Math.max(2, 2 * Math.ceil(left / (4 * lanes)));
}

function claimFrom(job: JobViews, lane: number, largest: number, claim: Claim): boolean {
  const { control, slot } = job;
  const cursor = LANE_CURSORS + WORDS_PER_LANE * lane;
  const end = control[cursor + 1]!;
  for (;;) {
    const from = Atomics.load(control, cursor);
    const limit = Atomics.load(control, LIMIT);
    // Slots ascend within a lane: when this slot needs no verdict, no later one does.
    if (from >= end || slot[from]! >= limit) return false;
    const size = Math.max(1, Math.min(largest, LARGEST_CLAIM, FIRST_CLAIM + (slot[from]! >> 2)));
    let to = Math.min(end, from + size);
    while (slot[to - 1]! >= limit) to--;
    if (Atomics.compareExchange(control, cursor, from, to) === from) {
      claim.from = from;
      claim.to = to;
      return true;
    }
  }
}

/**
 * Gives each record of a claim its verdict, notes the claim in the job, and lowers LIMIT at a bad verdict where STOP_AT_BAD is 1.
 * @param thread the number of the calling thread
 */
export function verifyClaim(job: JobViews, claim: Claim, verifier: RecordVerifier, thread: number): void {
  const { claims } = job;
  const at = CLAIM_WORDS * claim.from;
  claims[at + CLAIM_BEGAN] = microsecondsOfProcess();
  verifier.verifyBatch(job, claim.from, claim.to, job.verdicts);
  claims[at + CLAIM_DONE] = microsecondsOfProcess();
  claims[at + CLAIM_THREAD] = thread;
  // Written last: what a thread had begun when it was lost is no claim.
  claims[at + CLAIM_END] = claim.to;
  if (job.control[STOP_AT_BAD] === 0) return;
  for (let i = claim.from; i < claim.to; i++) {
    if (job.verdicts[i] === Verdict.BAD) {
      lowerLimit(job, job.slot[i]! + 1);
      return;
    }
  }
}

/** Notes that slots from `limit` on need no verdict any more. */
export function lowerLimit({ control }: JobViews, limit: number): void {
  for (;;) {
    const current = Atomics.load(control, LIMIT);
    if (current <= limit || Atomics.compareExchange(control, LIMIT, current, limit) === current) return;
  }
}
