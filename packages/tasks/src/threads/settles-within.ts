import { clearTimeout, setTimeout } from './timers.ts';

/** Resolves to whether the promise settles within `limitMs` milliseconds. The promise may still settle later. */
export async function settlesWithin(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const settled = promise.then(
    () => true as const,
    () => true as const,
  );
  const inTime = await Promise.race([settled, limit]);
  clearTimeout(timer);
  return inTime;
}
