import { TosError } from '@tos/protocol';
import { describeFault } from '../../threads/describe-fault.ts';
import { endThreads } from '../../threads/end-threads.ts';
import { TaskThread } from './task-thread.ts';

// Threads that end without having begun a task are replaced so often in a row: more says that none can live here.
const IDLE_DEATHS = 8;
// Places that were given up are filled again after so many runs: what was missing, memory or file descriptors, may be there again.
const RUNS_TO_FORGIVE = 100;

export interface ThreadSettings {
  readonly workers: number;
  readonly moduleUrl: string;
  /** Megabytes of heap that a thread may take before it ends. */
  readonly heapMegabytes: number;
}

/** The threads of an executor. Slot w holds the thread that is worker w, or nothing while one is gone and the next not there. */
export class ThreadPool {
  readonly #settings: ThreadSettings;
  readonly #slots: (TaskThread | undefined)[] = [];
  /** Slots whose thread is being ended; another one may come when it is gone. */
  readonly #ending = new Set<number>();
  #idleDeaths = 0;
  #runs = 0;
  /** Why a thread last ended by itself. */
  #fault: unknown;
  #isClosed = false;
  /** Set while a run looks after the threads itself. */
  isInUse = false;
  /** Rung by every thread that has something to tell. */
  readonly bell: Int32Array = new Int32Array(new SharedArrayBuffer(4));

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
    this.refill();
  }

  get slots(): readonly (TaskThread | undefined)[] {
    return this.#slots;
  }

  /** True when at least one thread could be given a task now. */
  get isHealthy(): boolean {
    return this.#slots.some((thread) => thread?.isReady);
  }

  /** True when there is no thread and none will come by itself. */
  get isLost(): boolean {
    return this.#ending.size === 0 && this.#slots.every((thread) => thread === undefined);
  }

  /** The error of work that needs a thread when there is none, with what the last one ended with. */
  get noThreads(): TosError<'TOS_NO_THREADS'> {
    return new TosError('TOS_NO_THREADS', { reason: describeFault(this.#fault) }, undefined, { cause: this.#fault });
  }

  /** Resolves when every thread is ready or has failed to start. */
  async started(): Promise<void> {
    await Promise.all(this.#threads.map(({ started }) => started));
  }

  /** A run begins. */
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
   * Ends the thread of a slot, wherever it is, and starts another one when it is gone, unless this one could not start either.
   * @param hadBegun it was at a task
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

  /** Replaces threads that ended unnoticed. */
  mend(): void {
    this.#slots.forEach((thread, slot) => {
      if (thread?.hasEnded) this.replace(slot, false);
    });
  }

  /** Wakes whoever looks after the threads. */
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
    // One that ends between runs is replaced at once; during a run, whoever gave it tasks takes them back first.
    void thread.ended.then(() => {
      if (!this.#isClosed && !this.isInUse && this.#slots[slot] === thread) this.replace(slot, false);
    });
  }
}
