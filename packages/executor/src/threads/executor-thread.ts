import { workerData } from 'node:worker_threads';
import type { TaskThreadInput } from '../tasks/threads/task-worker.ts';
import type { VerificationThreadInput } from '../verification/verification-worker.ts';

/** What a thread is started with: the work that it is for, and what that needs. */
export type ThreadInput = TaskThreadInput | VerificationThreadInput;

/**
 * What every thread of an executor runs: one file, so that one is all that a bundle needs beside it. It loads what its work needs, and
 * works until it is told to stop. An error ends the thread; Node reports it to main.
 */
async function work(input: ThreadInput): Promise<void> {
  try {
    if (input.work === 'tasks') {
      const { serveTasks } = await import('../tasks/threads/task-worker.ts');
      await serveTasks(input);
    } else {
      const { serveVerification } = await import('../verification/verification-worker.ts');
      await serveVerification(input);
    }
  } finally {
    // Main takes the closing of the port for the end of the work, and ends the thread with whatever a program has left running in it.
    input.port.close();
  }
}

void work(workerData);
