import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Tinypool } from 'tinypool';
import { ACK, EPOCH, MAILBOX_WORDS, STOP } from './mailbox.ts';
import { microsecondsOfProcess } from './process-clock.ts';
import { BUSY, DONE_AT, FIRST_CLAIM_AT, REPORT_FIELDS } from './thread-report.ts';
import type { WorkerInput } from './worker.ts';

/** How a worker went about a job that it is done with, in microseconds. */
export interface WorkerJob {
  readonly busy: number;
  /** From waking it to its first claim; undefined when it got none. */
  readonly wakeLatency: number | undefined;
  /** From its being done, or our beginning to wait if that was later, to our noticing. */
  readonly answerLatency: number;
}

/**
 * One thread of the pool, from its start to its end. tinypool starts and ends threads, but does not notice one that exits by
 * itself: its task then never settles. The closing of our message port tells, whatever the cause.
 */
export class WorkerHandle {
  readonly #port: MessagePort;
  readonly #mailbox: Int32Array = new Int32Array(new SharedArrayBuffer(4 * MAILBOX_WORDS));
  readonly #abort: AbortController = new AbortController();
  readonly #memoryKnown: WeakSet<SharedArrayBuffer> = new WeakSet();
  readonly #shared: Float64Array = new Float64Array(new SharedArrayBuffer(8 * REPORT_FIELDS));
  #wokenAt = 0;
  #status: 'starting' | 'ready' | 'ended' = 'starting';
  #wasReady = false;
  #wasKilled = false;
  readonly lane: number;
  /** What the thread told when it last had nothing to do: the fields of thread-report.ts. */
  readonly report: Float64Array = new Float64Array(REPORT_FIELDS);
  /** Resolves when the thread is ready, or has ended without. */
  readonly started: Promise<void>;
  /** Resolves when the thread will never again touch any memory. */
  readonly ended: Promise<void>;

  constructor(pool: Tinypool, input: Pick<WorkerInput, 'lane' | 'verifierUrl' | 'verifierOptions'>) {
    this.lane = input.lane;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.ended = new Promise((resolve) => {
      port1.once('close', () => {
        this.#status = 'ended';
        // Whoever waits for an answer is to look again.
        Atomics.notify(this.#mailbox, ACK);
        resolve();
      });
    });
    const ready = new Promise<void>((resolve) => {
      // Not `once`: a port without a message listener does not tell of its closing either.
      port1.on('message', () => {
        if (this.#status === 'starting') {
          this.#status = 'ready';
          this.#wasReady = true;
          this.report.set(this.#shared);
        }
        resolve();
      });
    });
    this.started = Promise.race([ready, this.ended]);
    // A task that fails before or in `serve` ends the handle; why does not matter to a block, which goes on without the thread.
    const task: WorkerInput = { ...input, port: port2, mailbox: this.#mailbox, report: this.#shared };
    pool.run(task, { transferList: [port2], signal: this.#abort.signal }).catch(() => port1.close());
  }

  get isReady(): boolean {
    return this.#status === 'ready';
  }

  /** Of a thread that ended by itself: whether it was ready before; undefined for one that has not, or was killed. */
  get endedItself(): 'ready' | 'starting' | undefined {
    if (this.#status !== 'ended' || this.#wasKilled) return undefined;
    return this.#wasReady ? 'ready' : 'starting';
  }

  /** Gives the thread a job. */
  wake(epoch: number, memory: SharedArrayBuffer): void {
    if (!this.#memoryKnown.has(memory)) {
      this.#memoryKnown.add(memory);
      this.#port.postMessage(memory);
    }
    this.#wokenAt = microsecondsOfProcess();
    Atomics.store(this.#mailbox, EPOCH, epoch);
    Atomics.notify(this.#mailbox, EPOCH);
  }

  /** Resolves once the thread is done with the job; to undefined when it ended, or did not answer for `deadlineMs`. */
  async finish(epoch: number, deadlineMs: number): Promise<WorkerJob | undefined> {
    const waitingSince = microsecondsOfProcess();
    if (!(await this.#isDone(epoch, deadlineMs))) return undefined;
    const busyBefore = this.report[BUSY]!;
    this.report.set(this.#shared);
    const firstClaimAt = this.report[FIRST_CLAIM_AT]!;
    return {
      busy: this.report[BUSY]! - busyBefore,
      wakeLatency: firstClaimAt === 0 ? undefined : firstClaimAt - this.#wokenAt,
      answerLatency: microsecondsOfProcess() - Math.max(waitingSince, this.report[DONE_AT]!),
    };
  }

  async #isDone(epoch: number, deadlineMs: number): Promise<boolean> {
    const deadline = performance.now() + deadlineMs;
    while (this.#status !== 'ended') {
      const acknowledged = Atomics.load(this.#mailbox, ACK);
      if (acknowledged === epoch) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      const { value } = Atomics.waitAsync(this.#mailbox, ACK, acknowledged, left);
      await value;
    }
    return Atomics.load(this.#mailbox, ACK) === epoch;
  }

  /** Ends the thread after its current job. */
  stop(): void {
    Atomics.store(this.#mailbox, EPOCH, STOP);
    Atomics.notify(this.#mailbox, EPOCH);
  }

  /** Ends the thread at once, wherever it is. `ended` tells when it is gone. */
  kill(): void {
    if (this.#status !== 'ended') this.#wasKilled = true;
    this.#abort.abort();
  }
}
