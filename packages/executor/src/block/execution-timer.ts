import type { ExecutionReport } from './block-execution.ts';

/** The times and counts of a report that are taken while a block is executed. */
type Measured = Pick<
  ExecutionReport,
  'prepareMs' | 'verifyMs' | 'applyMs' | 'collectMs' | 'totalMs' | 'verified' | 'evidence' | 'effectiveParallelism'
>;

/** Measures one execution. Its figures go into the report and decide nothing. */
export class ExecutionTimer {
  readonly #started = performance.now();
  #prepareMs = 0;
  #verifyMs = 0;
  #busyMs = 0;
  #applyMs = 0;
  #collectMs = 0;
  #verified = 0;
  #evidence = 0;

  prepared(): void {
    this.#prepareMs = performance.now() - this.#started;
  }

  /** Signatures of owners were checked. @param busyMs milliseconds of work, over all threads */
  verified(count: number, tookMs: number, busyMs: number = tookMs): void {
    this.#verified += count;
    this.#verifyMs += tookMs;
    this.#busyMs += busyMs;
  }

  /** Co-signatures and proofs were checked. @param busyMs milliseconds of work, over all threads */
  evidence(count: number, tookMs: number, busyMs: number): void {
    this.#evidence += count;
    this.verified(0, tookMs, busyMs);
  }

  /** The pass worked from this moment until now. */
  applied(since: number): void {
    this.#applyMs += performance.now() - since;
  }

  /** Verdicts were read, or conflicts looked for, from this moment until now. */
  collected(since: number): void {
    this.#collectMs += performance.now() - since;
  }

  /** The execution ends now. */
  measured(): Measured {
    return {
      prepareMs: this.#prepareMs,
      verifyMs: this.#verifyMs,
      applyMs: this.#applyMs,
      collectMs: this.#collectMs,
      totalMs: performance.now() - this.#started,
      verified: this.#verified,
      evidence: this.#evidence,
      effectiveParallelism: this.#verifyMs === 0 ? 1 : this.#busyMs / this.#verifyMs,
    };
  }
}
