import type { Tinypool } from 'tinypool';
import { endPool, startPool, threadsStarted } from '../../threads/worker-pool.ts';
import { TaskThread } from './task-thread.ts';

// Node 20 loads no TypeScript: from the sources, threads run what the build made of them.
const extension = import.meta.url.endsWith('.ts') ? '../../../dist/tasks/threads' : '.';
const WORKER = new URL(`${extension}/task-worker.js`, import.meta.url);

// Threads that end without having begun a task are replaced so often in a row: more says that none can live here.
const IDLE_DEATHS = 8;

export interface ThreadSettings {
  readonly workers: number;
  readonly moduleUrl: string;
  /** Megabytes of heap that a thread may take before it ends. */
  readonly heapMegabytes: number;
}

/** The threads of an executor. Slot w holds the thread that is worker w, or nothing while one is gone and the next not there. */
export class ThreadPool {
  readonly #settings: ThreadSettings;
  readonly #pool: Tinypool | undefined;
  readonly #slots: (TaskThread | undefined)[] = [];
  #idleDeaths = 0;
  #isClosed = false;
  #hasExited = false;
  /** Set while a run looks after the threads itself. */
  isInUse = false;
  /** Rung by every thread that has something to tell. */
  readonly bell: Int32Array = new Int32Array(new SharedArrayBuffer(4));

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
    if (settings.workers === 0) return;
    this.#pool = startPool(WORKER, settings.workers, settings.heapMegabytes);
    for (let slot = 0; slot < settings.workers; slot++) this.#fill(slot);
  }

  get slots(): readonly (TaskThread | undefined)[] {
    return this.#slots;
  }

  /** True when at least one thread could be given a task now. */
  get isHealthy(): boolean {
    return this.#slots.some((thread) => thread?.isReady);
  }

  /** True when there is no thread and none will come. */
  get isLost(): boolean {
    return this.#slots.every((thread) => thread === undefined) && this.#idleDeaths >= IDLE_DEATHS;
  }

  /** Resolves when every thread is ready or has failed to start. */
  started(): Promise<void> {
    return threadsStarted(this.#threads);
  }

  /**
   * Ends the thread of a slot, wherever it is, and starts another one when it is gone.
   * @param hadBegun it was at a task
   */
  replace(slot: number, hadBegun: boolean): void {
    const thread = this.#slots[slot];
    if (thread === undefined) return;
    this.#slots[slot] = undefined;
    this.#idleDeaths = hadBegun ? 0 : this.#idleDeaths + 1;
    if (thread.hasEnded) this.#hasExited = true;
    thread.kill();
    void thread.ended.then(() => {
      if (!this.#isClosed && this.#idleDeaths < IDLE_DEATHS) this.#fill(slot);
    });
  }

  /** Replaces threads that ended unnoticed. */
  mend(): void {
    this.#slots.forEach((thread, slot) => {
      if (thread?.hasEnded) this.replace(slot, false);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#pool !== undefined) await endPool(this.#pool, this.#threads, this.#hasExited);
  }

  get #threads(): TaskThread[] {
    return this.#slots.filter((thread) => thread !== undefined);
  }

  #fill(slot: number): void {
    const pool = this.#pool;
    if (pool === undefined) return;
    const thread = new TaskThread(pool, this.#settings.moduleUrl, this.bell);
    this.#slots[slot] = thread;
    // One that ends between runs is replaced at once; during a run, whoever gave it tasks takes them back first.
    void thread.ended.then(() => {
      if (!this.#isClosed && !this.isInUse && this.#slots[slot] === thread) this.replace(slot, false);
    });
  }
}
