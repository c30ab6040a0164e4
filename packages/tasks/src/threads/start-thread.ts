import { type MessagePort, Worker } from 'node:worker_threads';

/** What every thread is started with, besides what its own work needs. */
export interface ThreadInput {
  /** The thread's end of its message port. */
  readonly port: MessagePort;
}

/**
 * Starts a thread. In it, `workerData` is the input.
 * @param file its module, of `threadFile`
 * @param heapMegabytes of its own heap, Node's default when absent
 * @throws what Node throws where threads are forbidden or cannot be made
 */
export function startThread(file: URL, input: ThreadInput, heapMegabytes?: number): Worker {
  return new Worker(startModule(file), {
    workerData: input,
    transferList: [input.port],
    ...(heapMegabytes !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } }),
  });
}

/**
 * A program that came by --eval or on stdin may have been started with --input-type, which threads inherit and Node refuses for files.
 * Node does not refuse that flag for text, so the thread is then started with text that imports the file.
 */
function startModule(file: URL): URL {
  const { execArgv, env } = process;
  const flags = [...execArgv, env['NODE_OPTIONS'] ?? ''];
  if (!flags.some((flag) => flag.includes('--input-type'))) return file;
  return new URL(`data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(file.href)};`)}`);
}
