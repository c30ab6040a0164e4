import { settlesWithin } from './settles-within.ts';

// How long threads have to end by themselves, and then to be ended: one that is in native code cannot be before that returns.
const END_LIMIT_MS = 5000;

/** Ends threads, after what they are at if that does not take too long. */
export async function endThreads(
  threads: readonly { readonly ended: Promise<void>; stop(): void; kill(): void }[],
): Promise<void> {
  for (const thread of threads) thread.stop();
  const all = Promise.all(threads.map(({ ended }) => ended));
  if (await settlesWithin(all, END_LIMIT_MS)) return;
  for (const thread of threads) thread.kill();
  await settlesWithin(all, END_LIMIT_MS);
}
