import type { Worker } from 'node:worker_threads';
import { startThread } from '../threads/start-thread.ts';
import { threadFile } from '../threads/thread-file.ts';
import type { TaskThreadInput } from './task-worker.ts';

/**
 * Starts a thread that runs tasks.
 * @param heapMegabytes of the thread's own heap
 * @throws what Node throws where threads are forbidden or cannot be made, and Error in a bundle that does not know where it lies
 */
export function startTasksThread(input: TaskThreadInput, heapMegabytes: number): Worker {
  const file = threadFile(import.meta.url, 'tasks-thread', '../../dist/workers/tasks-thread.js');
  return startThread(file, input, heapMegabytes);
}
