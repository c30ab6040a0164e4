import { type MessagePort, Worker } from 'node:worker_threads';
import type { ThreadInput } from './executor-thread.ts';

/** What a thread is given, besides its end of the message port. */
export type ThreadTask = WithoutPort<ThreadInput>;
type WithoutPort<T> = T extends unknown ? Omit<T, 'port'> : never;

/**
 * Starts a thread of an executor.
 * @param heapMegabytes of its own heap, Node's default when absent
 * @throws what Node throws where threads are forbidden or cannot be made
 */
export function startThread(task: ThreadTask, port: MessagePort, heapMegabytes: number | undefined): Worker {
  return new Worker(startModule(threadModule()), {
    workerData: { ...task, port },
    transferList: [port],
    ...(heapMegabytes !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } }),
  });
}

/**
 * Beside this file, or beside the bundle that this file has become part of, with the same ending. Node 20 loads no TypeScript: from the
 * sources, threads run what the build made of them.
 */
function threadModule(): URL {
  if (!import.meta.url) {
    throw new Error('this bundle does not know where it lies (import.meta.url is empty): bundle as an ES module');
  }
  if (import.meta.url.endsWith('.ts')) return new URL('../../dist/threads/executor-thread.js', import.meta.url);
  const ending = /\.[cm]?js$/.exec(import.meta.url)?.[0] ?? '.js';
  return new URL(`./executor-thread${ending}`, import.meta.url);
}

/**
 * A program that came by --eval or on stdin may have been started with --input-type, which threads inherit and Node refuses for files;
 * for text it does not, so the thread is started with text that imports the file.
 */
function startModule(file: URL): URL {
  const { execArgv, env } = process;
  const flags = [...execArgv, env['NODE_OPTIONS'] ?? ''];
  if (!flags.some((flag) => flag.includes('--input-type'))) return file;
  return new URL(`data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(file.href)};`)}`);
}
