import type { LoggedClaim } from '../verification/claim-log.ts';
import type { JobClaims } from '../verification/job-claims.ts';
import { microsecondsOfProcess } from '../verification/process-clock.ts';
import { claimsAhead, type RememberedSignatures } from './claims-ahead.ts';
import type { ExecutionPhase, ExecutionTrace, PhaseSpan, TracedClaim } from './execution-trace.ts';

/** Records the trace of one execution, which begins when the recorder is made. */
export class TraceRecorder {
  readonly #threads: number;
  readonly #startedAt = performance.now();
  readonly #origin = microsecondsOfProcess();
  readonly #phases: PhaseSpan[] = [];
  readonly #claims: TracedClaim[] = [];
  #remembered: RememberedSignatures | undefined;

  /** @param threads that verify, main included */
  constructor(threads: number) {
    this.#threads = threads;
  }

  get startedAt(): number {
    return this.#startedAt;
  }

  /** Main was at this phase. @param since and until, by `performance.now()` */
  phase(phase: ExecutionPhase, since: number, until: number): void {
    this.#phases.push({ phase, start: this.#timeOf(since), end: this.#timeOf(until) });
  }

  /** Threads verified these. @param transactions of the job's records; absent for evidence */
  claims({ count, thread, began, done, firstSlot, slots }: JobClaims, transactions?: Uint32Array): void {
    for (let c = 0; c < count; c++) {
      const own: number[] = [];
      const [from, to] = [firstSlot[c]!, firstSlot[c + 1]!];
      if (transactions !== undefined) for (let at = from; at < to; at++) own.push(transactions[slots[at]!]!);
      this.#claims.push({
        thread: thread[c]!,
        kind: transactions === undefined ? 'evidence' : 'owners',
        start: began[c]! - this.#origin,
        end: done[c]! - this.#origin,
        count: to - from,
        transactions: own,
      });
    }
  }

  /**
   * Main verified the owners' signatures of these transactions.
   * @param since and until, by `performance.now()`
   * @returns the claim, for the log of claims
   */
  mainClaim(transactions: readonly number[], since: number, until: number): LoggedClaim {
    const [start, end] = [this.#timeOf(since), this.#timeOf(until)];
    const count = transactions.length;
    this.#claims.push({ thread: 0, kind: 'owners', start, end, count, transactions });
    return { thread: 0, began: this.#origin + start, done: this.#origin + end, count };
  }

  remembered(remembered: RememberedSignatures): void {
    this.#remembered = remembered;
  }

  /** The execution ends at this moment, by `performance.now()`. */
  trace(until: number): ExecutionTrace {
    // The trace outlives the recorder, and holds nothing of the block.
    const [remembered, origin] = [this.#remembered, this.#origin];
    return {
      startedAt: this.#startedAt,
      total: this.#timeOf(until),
      threads: this.#threads,
      phases: this.#phases,
      claims: this.#claims,
      ahead: () => (remembered === undefined ? [] : claimsAhead(remembered, origin)),
    };
  }

  #timeOf(moment: number): number {
    return Math.round((moment - this.#startedAt) * 1000);
  }
}
