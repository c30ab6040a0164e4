import { TosError } from '@tos/protocol';
import { describeFault } from '../threads/describe-fault.ts';
import { endThreads } from '../threads/end-threads.ts';
import { TaskThread } from './task-thread.ts';

// Threads that end without having begun a task are replaced at most this many times in a row: after that, no thread can be expected to live.
const IDLE_DEATHS = 8;
// Empty slots are filled again after this many runs: what was missing, such as memory or file descriptors, may be there again.
const RUNS_TO_FORGIVE = 100;

export interface ThreadSettings {
  readonly workers: number;
  readonly moduleUrl: string;
  /** Megabytes of heap that a thread may use before it ends. */
  readonly heapMegabytes: number;
}

/** The threads of a task executor. Slot w holds the thread of worker w, or nothing between the end of one thread and the start of the next. */
export class ThreadPool {
  readonly #settings: ThreadSettings;
  readonly #slots: (TaskThread | undefined)[] = [];
  /** Slots whose thread is being ended; another thread may take the slot when that one is gone. */
  readonly #ending = new Set<number>();
  #idleDeaths = 0;
  #runs = 0;
  /** Why a thread last ended by itself. */
  #fault: unknown;
  #isClosed = false;
  /** True while a run replaces threads itself. */
  isInUse = false;
  /** Counted up and notified by every thread that main should look at. */
  readonly bell: Int32Array = new Int32Array(new SharedArrayBuffer(4));

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
    this.refill();
  }

  get slots(): readonly (TaskThread | undefined)[] {
    return this.#slots;
  }

  /** Whether at least one thread could be given a task now. */
  get isHealthy(): boolean {
    return this.#slots.some((thread) => thread?.isReady);
  }

  /** Whether there is no thread and none will come without `refill`. */
  get isLost(): boolean {
    return this.#ending.size === 0 && this.#slots.every((thread) => thread === undefined);
  }

  /** The error for work that needs a thread when there is none. It names why the last thread ended. */
  get noThreads(): TosError<'TOS_NO_THREADS'> {
    return new TosError('TOS_NO_THREADS', { reason: describeFault(this.#fault) }, undefined, { cause: this.#fault });
  }

  /** Resolves when every thread is ready or has failed to start. */
  async started(): Promise<void> {
    await Promise.all(this.#threads.map(({ started }) => started));
  }

  /** Counts a run, which begins. */
  countRun(): void {
    this.#runs++;
    if (this.#runs % RUNS_TO_FORGIVE === 0) this.refill();
  }

  /** Starts a thread in every slot that has none. */
  refill(): void {
    this.#idleDeaths = 0;
    for (let slot = 0; slot < this.#settings.workers; slot++) {
      if (this.#slots[slot] === undefined && !this.#ending.has(slot)) this.#fill(slot);
    }
  }

  /**
   * Ends the thread of a slot, whatever it is doing, and starts another one when it is gone, unless the ended one failed to start.
   * @param hadBegun whether the thread was running a task
   */
  replace(slot: number, hadBegun: boolean): void {
    const thread = this.#slots[slot];
    if (thread === undefined) return;
    this.#slots[slot] = undefined;
    this.#ending.add(slot);
    this.#idleDeaths = hadBegun ? 0 : this.#idleDeaths + 1;
    const { endedItself } = thread;
    if (endedItself !== undefined) this.#fault = thread.fault;
    thread.kill();
    void thread.ended.then(() => {
      this.#ending.delete(slot);
      if (!this.#isClosed && endedItself !== 'starting' && this.#idleDeaths < IDLE_DEATHS) this.#fill(slot);
      else this.ring();
    });
  }

  /** Replaces threads that have ended during a run without the run noticing. */
  mend(): void {
    this.#slots.forEach((thread, slot) => {
      if (thread?.hasEnded) this.replace(slot, false);
    });
  }

  /** Wakes the run that sleeps on the bell. */
  ring(): void {
    Atomics.add(this.bell, 0, 1);
    Atomics.notify(this.bell, 0);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await endThreads(this.#threads);
  }

  get #threads(): TaskThread[] {
    return this.#slots.filter((thread) => thread !== undefined);
  }

  #fill(slot: number): void {
    const { moduleUrl, heapMegabytes } = this.#settings;
    const thread = new TaskThread(moduleUrl, this.bell, heapMegabytes);
    this.#slots[slot] = thread;
    // A thread that ends between runs is replaced at once; during a run, the run takes back the tasks of the thread first.
    void thread.ended.then(() => {
      if (!this.#isClosed && !this.isInUse && this.#slots[slot] === thread) this.replace(slot, false);
    });
  }
}
