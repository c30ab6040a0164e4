import { Tinypool } from 'tinypool';
import { settlesWithin } from './settles-within.ts';

// A thread starts in about 100 ms; on a machine that needs longer than this, runs do not wait for it.
const START_LIMIT_MS = 10_000;
// How long closing waits for threads to end by themselves, and then for them to be ended.
const END_LIMIT_MS = 5000;
// What ending idle threads takes, generously; only waited out when tinypool does not tell.
const TERMINATION_MS = 200;

/** Threads that run one worker module for all their life. `PoolThread` takes one of them. */
export function startPool(worker: URL, threads: number, heapMegabytes?: number): Tinypool {
  return new Tinypool({
    filename: worker.href,
    runtime: 'worker_threads',
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
    // With atomics, tinypool blocks the thread between tasks, and the closing of our port would not be told.
    useAtomics: false,
    ...(heapMegabytes !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } }),
  });
}

/** Resolves when every thread is ready or has failed to start, or when that takes too long. */
export async function threadsStarted(threads: readonly { readonly started: Promise<void> }[]): Promise<void> {
  await settlesWithin(Promise.all(threads.map(({ started }) => started)), START_LIMIT_MS);
}

/**
 * Ends the threads of a pool, after what they are at if that does not take too long, and the pool.
 * @param hasExited one of the pool's threads has ended by itself: tinypool would wait for it for ever
 */
export async function endPool(
  pool: Tinypool,
  threads: readonly { readonly ended: Promise<void>; stop(): void; kill(): void }[],
  hasExited: boolean,
): Promise<void> {
  for (const thread of threads) thread.stop();
  const all = Promise.all(threads.map(({ ended }) => ended));
  if (!(await settlesWithin(all, END_LIMIT_MS))) {
    for (const thread of threads) thread.kill();
    await settlesWithin(all, END_LIMIT_MS);
  }
  await settlesWithin(pool.destroy(), hasExited ? TERMINATION_MS : END_LIMIT_MS);
}
