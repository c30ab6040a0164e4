import { now, PoolThread } from '@tos/tasks/threads';
import { startExecutorThread } from '../threads/start-executor-thread.ts';
import { ACK, MAILBOX_WORDS, OFFER, STOP, takeOffer } from './mailbox.ts';
import { microsecondsOfProcess } from './process-clock.ts';
import { BUSY, DONE_AT, FIRST_CLAIM_AT, REPORT_FIELDS } from './thread-report.ts';
import type { VerificationThreadInput } from './verification-worker.ts';
import type { WorkerJob } from './worker-job.ts';

/** One thread that verifies. */
export class WorkerHandle {
  readonly #thread: PoolThread;
  readonly #mailbox: Int32Array = new Int32Array(new SharedArrayBuffer(4 * MAILBOX_WORDS));
  readonly #memoryKnown: WeakSet<SharedArrayBuffer> = new WeakSet();
  readonly #shared: Float64Array = new Float64Array(new SharedArrayBuffer(8 * REPORT_FIELDS));
  #wokenAt = 0;
  readonly lane: number;
  /** The report of the thread (thread-report.ts) from when it last had nothing to do. */
  readonly report: Float64Array = new Float64Array(REPORT_FIELDS);

  constructor(options: Pick<VerificationThreadInput, 'lane' | 'verifierUrl' | 'verifierOptions'>) {
    this.lane = options.lane;
    const input = { ...options, mailbox: this.#mailbox, report: this.#shared };
    this.#thread = new PoolThread((port) => startExecutorThread({ ...input, port }), {
      changed: () => {
        if (this.isReady) this.report.set(this.#shared);
        // `finish` waits on ACK and must look again.
        Atomics.notify(this.#mailbox, ACK);
      },
      received: () => undefined,
    });
  }

  /** Resolves when the thread is ready, or has ended before it was. */
  get started(): Promise<void> {
    return this.#thread.started;
  }

  /** Resolves when the thread will never again touch any memory. */
  get ended(): Promise<void> {
    return this.#thread.ended;
  }

  get isReady(): boolean {
    return this.#thread.isReady;
  }

  /** Whether a thread that ended by itself had been ready; undefined for a thread that has not ended, or was killed. */
  get endedItself(): 'ready' | 'starting' | undefined {
    return this.#thread.endedItself;
  }

  /** Why the thread ended by itself. */
  get fault(): unknown {
    return this.#thread.fault;
  }

  /** Offers the thread a job. */
  offer(job: number, memory: SharedArrayBuffer): void {
    if (!this.#memoryKnown.has(memory)) {
      this.#memoryKnown.add(memory);
      this.#thread.port.postMessage(memory);
    }
    this.#wokenAt = microsecondsOfProcess();
    Atomics.store(this.#mailbox, OFFER, job);
    Atomics.notify(this.#mailbox, OFFER);
  }

  /**
   * Ends a job of which nothing is left to claim. A thread that has not begun it never will: it may be waiting for a core, for milliseconds on a
   * busy machine. Another is waited for.
   * @returns 'lost' when the thread has ended after it had begun, or has not answered for `deadlineMs`
   */
  async finish(job: number, deadlineMs: number): Promise<WorkerJob | 'not begun' | 'lost'> {
    if (takeOffer(this.#mailbox, job)) return 'not begun';
    const waitingSince = microsecondsOfProcess();
    if (!(await this.#isDone(job, deadlineMs))) return 'lost';
    const busyBefore = this.report[BUSY]!;
    this.report.set(this.#shared);
    const firstClaimAt = this.report[FIRST_CLAIM_AT]!;
    return {
      busy: this.report[BUSY]! - busyBefore,
      wakeLatency: firstClaimAt === 0 ? undefined : firstClaimAt - this.#wokenAt,
      answerLatency: microsecondsOfProcess() - Math.max(waitingSince, this.report[DONE_AT]!),
    };
  }

  async #isDone(job: number, deadlineMs: number): Promise<boolean> {
    const deadline = now() + deadlineMs;
    while (!this.#thread.hasEnded) {
      const acknowledged = Atomics.load(this.#mailbox, ACK);
      if (acknowledged === job) return true;
      const left = deadline - now();
      if (left <= 0) return false;
      const { value } = Atomics.waitAsync(this.#mailbox, ACK, acknowledged, left);
      await value;
    }
    return Atomics.load(this.#mailbox, ACK) === job;
  }

  /** Ends the thread after its current job. */
  stop(): void {
    Atomics.store(this.#mailbox, OFFER, STOP);
    Atomics.notify(this.#mailbox, OFFER);
  }

  /** Ends the thread at once, whatever it is doing. `ended` resolves when the thread is gone. */
  kill(): void {
    this.#thread.kill();
  }
}
