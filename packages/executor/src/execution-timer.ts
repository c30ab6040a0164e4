import type { ExecutionReport } from './block-execution.ts';
import { detectConflicts } from './conflicts/detect-conflicts.ts';
import type { ModeChoice } from './execution-mode.ts';
import type { PreparedBlock } from './prepare-block.ts';

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

  /** Signatures were checked, which took so long, and all threads together `busyMs`. */
  verified(count: number, tookMs: number, busyMs: number = tookMs): void {
    this.#verified += count;
    this.#verifyMs += tookMs;
    this.#busyMs += busyMs;
  }

  /** The same of co-signatures and proofs. */
  evidence(count: number, tookMs: number, busyMs: number): void {
    this.#evidence += count;
    this.verified(0, tookMs, busyMs);
  }

  applied(since: number): void {
    this.#applyMs += performance.now() - since;
  }

  collected(since: number): void {
    this.#collectMs += performance.now() - since;
  }

  report(choice: ModeChoice, { context, overlay }: PreparedBlock, cached: number): ExecutionReport {
    const started = performance.now();
    const { conflictRate, criticalPath, hottest } = detectConflicts(context.access);
    this.collected(started);
    return {
      ...choice,
      prepareMs: this.#prepareMs,
      verifyMs: this.#verifyMs,
      applyMs: this.#applyMs,
      collectMs: this.#collectMs,
      totalMs: performance.now() - this.#started,
      verified: this.#verified,
      cached,
      evidence: this.#evidence,
      effectiveParallelism: this.#verifyMs === 0 ? 1 : this.#busyMs / this.#verifyMs,
      conflictRate,
      criticalPath,
      hottest: hottest.map(({ cell, accesses, waits }) => ({ ref: overlay.ref(cell), accesses, waits })),
    };
  }
}
