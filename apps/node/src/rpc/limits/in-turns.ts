import { setImmediate } from 'node:timers/promises';

/** How many milliseconds an answer is made before other events get their turn. */
const SLICE_MS = 5;

/**
 * Maps items one after the other. Other calls, and the blocks that are being made, get their turn every few milliseconds: an answer may have
 * thousands of items.
 */
export async function mapInTurns<T, R>(items: Iterable<T>, map: (item: T) => R | Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let end = performance.now() + SLICE_MS;
  for (const item of items) {
    if (performance.now() >= end) {
      await setImmediate();
      end = performance.now() + SLICE_MS;
    }
    results.push(await map(item));
  }
  return results;
}
