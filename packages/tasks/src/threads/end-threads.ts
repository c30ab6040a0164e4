import { settlesWithin } from './settles-within.ts';

// How long threads may take to end by themselves, and then again to be killed: a thread in native code ends only when that code returns.
const END_LIMIT_MS = 5000;

/** Ends threads: each after its present work, or, where that takes longer than END_LIMIT_MS, at once. */
export async function endThreads(
  threads: readonly { readonly ended: Promise<void>; stop(): void; kill(): void }[],
): Promise<void> {
  for (const thread of threads) thread.stop();
  const all = Promise.all(threads.map(({ ended }) => ended));
  if (await settlesWithin(all, END_LIMIT_MS)) return;
  for (const thread of threads) thread.kill();
  await settlesWithin(all, END_LIMIT_MS);
}
