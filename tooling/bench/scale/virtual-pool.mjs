import { readClaims } from '../../../packages/executor/dist/verification/job-claims.js';
import { jobSize, verdictsBySlot, writeJob } from '../../../packages/executor/dist/verification/job-layout.js';
import { threadsWorthWaking } from '../../../packages/executor/dist/verification/threads-worth-waking.js';
import {
  claimNext,
  largestClaim,
  lowerLimit,
  verifyClaim,
} from '../../../packages/executor/dist/verification/verify-claims.js';

const MAIN = 0;
const SIGNATURES = 0;
const GOOD = 1;
/** Signatures of the claims by which a pool knows how long one takes: the largest. */
const BATCH = 16;

/** Finds every signature good, in no time. */
const free = { name: 'free', verifyBatch: (_records, from, to, verdicts) => void verdicts.fill(GOOD, from, to) };

/**
 * A verification pool of virtual threads. All that main does is done, and takes its time: it lays out the job, offers it to each thread, claims,
 * reads claims and verdicts. Threads claim by the executor's own code, in the order of a virtual clock, on which a signature takes as long as
 * it takes on this machine, and a claim, an offer and a wake-up as long as they were measured. So any number of threads fits on any
 * machine, and one on which they would disturb one another is not needed. What is not simulated: threads that wait for the same memory.
 */
export class VirtualPool {
  #costs;
  #memory = new SharedArrayBuffer(0);
  /** Milliseconds by which the virtual clock is ahead of the real one. */
  aheadMs = 0;
  /** The last run: threads that were woken, milliseconds from the offer to the last verdict, those before main helped, and how idle the threads were. */
  lastRun = { woken: 0, offeringMs: 0, verifyingMs: 0, idleShare: 0 };

  /** @param threads main included @param costs of `threadCosts` and `signatureCosts` */
  constructor(threads, costs) {
    this.threads = threads;
    this.healthyWorkers = threads - 1;
    this.#costs = costs;
  }

  start(records, stopAtBad) {
    const { offerUs, signatureUs } = this.#costs;
    const size = jobSize(records.count, records.bytes.length);
    if (this.#memory.byteLength < size) this.#memory = new SharedArrayBuffer(size + (size >>> 2));
    const job = writeJob(this.#memory, records, this.threads, stopAtBad, SIGNATURES);
    const offered = this.#now();
    const woken = Math.min(this.healthyWorkers, threadsWorthWaking((records.count * signatureUs(BATCH)) / BATCH));
    this.aheadMs += (offerUs * woken) / 1000;
    return { limitTo: (to) => lowerLimit(job, to), finish: async () => this.#finish(job, offered, woken) };
  }

  passedOver() {}

  verdictOf(_records, verdicts, slot) {
    return verdicts[slot];
  }

  /** Milliseconds of the virtual clock. */
  #now() {
    return performance.now() + this.aheadMs;
  }

  /** Lets the threads take claims, the one first whose clock is furthest behind, until none is left. */
  #finish(job, offered, woken) {
    const { offerUs, wakeUs, claimUs, signatureUs } = this.#costs;
    const simulated = performance.now();
    const joins = this.#now();
    const clocks = Float64Array.from({ length: 1 + woken }, (_, thread) =>
      thread === MAIN ? joins : offered + (thread * offerUs + wakeUs) / 1000,
    );
    const claim = { from: 0, to: 0 };
    let busyMs = 0;
    let last = joins;
    for (;;) {
      const thread = clocks.reduce((first, clock, i) => (clock < clocks[first] ? i : first), 0);
      // A thread that comes when nothing is left does nothing, and main takes the offer back.
      if (!claimNext(job, thread, largestClaim(SIGNATURES), claim)) break;
      verifyClaim(job, claim, free, thread);
      const took = (claimUs(this.threads) + signatureUs(claim.to - claim.from)) / 1000;
      clocks[thread] += took;
      busyMs += took;
      last = Math.max(last, clocks[thread]);
    }
    this.lastRun = {
      woken,
      offeringMs: joins - offered,
      verifyingMs: last - offered,
      idleShare: 1 - busyMs / ((1 + woken) * Math.max(last - offered, Number.MIN_VALUE)),
    };
    // The simulation itself takes no time.
    this.aheadMs += last - joins - (performance.now() - simulated);
    return { verdicts: verdictsBySlot(job), busyMs, claims: readClaims(job, this.threads) };
  }
}
