import { workerData } from 'node:worker_threads';
import type { ThreadInput } from './start-thread.ts';

/**
 * Does the work of a thread, from within the thread, with what `startThread` was given. Main takes the closing of the port for the end of
 * the work, and ends the thread with whatever a program has left running in it. An error ends the thread too; Node reports it to main.
 * @param serve resolves when the thread is to end
 */
export async function serveThread<Input extends ThreadInput>(serve: (input: Input) => Promise<void>): Promise<void> {
  const input: Input = workerData;
  try {
    await serve(input);
  } finally {
    input.port.close();
  }
}
