import { Tinypool } from 'tinypool';
import { settlesWithin } from '../../verification/settles-within.ts';
import { TaskThread } from './task-thread.ts';

// Node 20 loads no TypeScript: from the sources, threads run what the build made of them.
const extension = import.meta.url.endsWith('.ts') ? '../../../dist/tasks/threads' : '.';
const WORKER = new URL(`${extension}/task-worker.js`, import.meta.url);

// A thread starts in about 100 ms; on a machine that needs longer than this, runs do not wait for it.
const START_LIMIT_MS = 10_000;
// How long closing waits for a thread to end by itself, and then for it to be ended.
const END_LIMIT_MS = 5000;
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
  /** Set while a run looks after the threads itself. */
  isInUse = false;
  /** Rung by every thread that has something to tell. */
  readonly bell: Int32Array = new Int32Array(new SharedArrayBuffer(4));

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
    if (settings.workers === 0) return;
    this.#pool = new Tinypool({
      filename: WORKER.href,
      runtime: 'worker_threads',
      minThreads: settings.workers,
      maxThreads: settings.workers,
      isolateWorkers: false,
      // With atomics, tinypool blocks the thread between tasks, and the closing of our port would not be told.
      useAtomics: false,
      resourceLimits: { maxOldGenerationSizeMb: settings.heapMegabytes },
    });
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
  async started(): Promise<void> {
    const all = Promise.all(this.#slots.map((thread) => thread?.started));
    await settlesWithin(all, START_LIMIT_MS);
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
    const threads = this.#slots.filter((thread) => thread !== undefined);
    for (const thread of threads) thread.stop();
    const all = Promise.all(threads.map((thread) => thread.ended));
    if (!(await settlesWithin(all, END_LIMIT_MS))) {
      for (const thread of threads) thread.kill();
      await settlesWithin(all, END_LIMIT_MS);
    }
    // destroy() waits for ever when a thread has exited by itself.
    if (this.#pool !== undefined) await settlesWithin(this.#pool.destroy(), END_LIMIT_MS);
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
