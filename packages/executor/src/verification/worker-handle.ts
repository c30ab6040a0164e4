import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Tinypool } from 'tinypool';
import { ACK, BUSY, EPOCH, MAILBOX_WORDS, STOP } from './mailbox.ts';
import type { WorkerInput } from './worker.ts';

/**
 * One thread of the pool, from its start to its end. tinypool starts and ends threads, but does not notice one that exits by
 * itself: its task then never settles. The closing of our message port tells, whatever the cause.
 */
export class WorkerHandle {
  readonly #port: MessagePort;
  readonly #mailbox: Int32Array = new Int32Array(new SharedArrayBuffer(4 * MAILBOX_WORDS));
  readonly #abort: AbortController = new AbortController();
  readonly #memoryKnown: WeakSet<SharedArrayBuffer> = new WeakSet();
  #status: 'starting' | 'ready' | 'ended' = 'starting';
  readonly lane: number;
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
        resolve();
      });
    });
    const ready = new Promise<void>((resolve) => {
      // Not `once`: a port without a message listener does not tell of its closing either.
      port1.on('message', () => {
        if (this.#status === 'starting') this.#status = 'ready';
        resolve();
      });
    });
    this.started = Promise.race([ready, this.ended]);
    // A task that fails before or in `serve` ends the handle; why does not matter to a block, which goes on without the thread.
    const task: WorkerInput = { ...input, port: port2, mailbox: this.#mailbox };
    pool.run(task, { transferList: [port2], signal: this.#abort.signal }).catch(() => port1.close());
  }

  get isReady(): boolean {
    return this.#status === 'ready';
  }

  /** Microseconds the thread was busy with the last job that it acknowledged. */
  get busyMicroseconds(): number {
    return Atomics.load(this.#mailbox, BUSY);
  }

  /** Gives the thread a job. */
  wake(epoch: number, memory: SharedArrayBuffer): void {
    if (!this.#memoryKnown.has(memory)) {
      this.#memoryKnown.add(memory);
      this.#port.postMessage(memory);
    }
    Atomics.store(this.#mailbox, EPOCH, epoch);
    Atomics.notify(this.#mailbox, EPOCH);
  }

  /** True once the thread is done with the job; false when it ended, or did not answer for `deadlineMs`. */
  async isDone(epoch: number, deadlineMs: number): Promise<boolean> {
    const deadline = performance.now() + deadlineMs;
    while (this.#status !== 'ended') {
      const acknowledged = Atomics.load(this.#mailbox, ACK);
      if (acknowledged === epoch) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      const { value } = Atomics.waitAsync(this.#mailbox, ACK, acknowledged, left);
      await Promise.race([value, this.ended]);
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
    this.#abort.abort();
  }
}
