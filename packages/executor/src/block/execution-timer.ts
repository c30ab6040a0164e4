import type { ExecutionReport } from './block-execution.ts';
import type { ExecutionPhase } from './execution-trace.ts';
import { TraceRecorder } from './trace-recorder.ts';

/** The times and counts of a report that are taken while a block is executed. */
type Measured = Pick<
  ExecutionReport,
  | 'prepareMs'
  | 'verifyMs'
  | 'applyMs'
  | 'collectMs'
  | 'totalMs'
  | 'verified'
  | 'evidence'
  | 'effectiveParallelism'
  | 'trace'
>;

/** Measures one execution. Its figures go into the report and decide nothing. */
export class ExecutionTimer {
  /** What happens besides these sums. */
  readonly recorder: TraceRecorder;
  #prepareMs = 0;
  #verifyMs = 0;
  #busyMs = 0;
  #applyMs = 0;
  #collectMs = 0;
  #verified = 0;
  #evidence = 0;

  /** @param threads that verify, main included */
  constructor(threads: number) {
    this.recorder = new TraceRecorder(threads);
  }

  prepared(): void {
    this.#prepareMs = this.#phase('prepare', this.recorder.startedAt);
  }

  /**
   * Signatures of owners were checked.
   * @param since and until by `performance.now()`
   * @param busyMs milliseconds of work, over all threads
   */
  verified(count: number, since: number, until: number, busyMs: number = until - since): void {
    this.#verified += count;
    this.#verifyMs += until - since;
    this.#busyMs += busyMs;
    this.recorder.phase('verify', since, until);
  }

  /** Co-signatures and proofs were checked. @param since and until by `performance.now()` @param busyMs milliseconds of work, over all threads */
  evidence(count: number, since: number, until: number, busyMs: number): void {
    this.#evidence += count;
    this.verified(0, since, until, busyMs);
  }

  /** The pass worked from this moment until now. */
  applied(since: number): void {
    this.#applyMs += this.#phase('pass', since);
  }

  /** Verdicts were read, or conflicts looked for, from this moment until now. */
  collected(since: number): void {
    this.#collectMs += this.#phase('collect', since);
  }

  /** The execution ends now. */
  measured(): Measured {
    const now = performance.now();
    return {
      prepareMs: this.#prepareMs,
      verifyMs: this.#verifyMs,
      applyMs: this.#applyMs,
      collectMs: this.#collectMs,
      totalMs: now - this.recorder.startedAt,
      verified: this.#verified,
      evidence: this.#evidence,
      effectiveParallelism: this.#effectiveParallelism(),
      trace: this.recorder.trace(now),
    };
  }

  #effectiveParallelism(): number {
    // Where all signatures were known, finding that out has taken some time too.
    const isMeasured = this.#verified + this.#evidence > 0 && this.#verifyMs > 0;
    return isMeasured ? this.#busyMs / this.#verifyMs : 1;
  }

  /** @returns milliseconds from a moment until now */
  #phase(phase: ExecutionPhase, since: number): number {
    const now = performance.now();
    this.recorder.phase(phase, since, now);
    return now - since;
  }
}
