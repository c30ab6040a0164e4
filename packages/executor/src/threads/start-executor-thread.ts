import type { Worker } from 'node:worker_threads';
import { startThread, threadFile } from '@tos/tasks/threads';
import type { VerificationThreadInput } from '../verification/verification-worker.ts';

/**
 * Starts a thread that verifies.
 * @throws what Node throws where threads are forbidden or cannot be made, and Error in a bundle that does not know where it lies
 */
export function startExecutorThread(input: VerificationThreadInput): Worker {
  return startThread(threadFile(import.meta.url, 'executor-thread', '../../dist/threads/executor-thread.js'), input);
}
