import { AsyncLocalStorage } from 'node:async_hooks';
import { TosError } from '@tos/protocol';

interface Inside {
  readonly executor: object;
  isOver: boolean;
  readonly outer: Inside | undefined;
}

const inside = new AsyncLocalStorage<Inside>();
// An AsyncLocalStorage in use makes every promise of the process cost 0.1 us more, so it is disabled when the last run ends.
let running = 0;

/** Does the work of a run so that `assertOutside` recognises calls from within: by its state, and by its tasks on this thread. */
export async function runInside<T>(executor: object, run: () => Promise<T>): Promise<T> {
  const place: Inside = { executor, isOver: false, outer: inside.getStore() };
  running++;
  try {
    return await inside.run(place, run);
  } finally {
    place.isOver = true;
    if (--running === 0) inside.disable();
  }
}

/** @throws TOS_NOT_SUPPORTED within a run of the executor: waiting for that run, which itself waits for the caller, would never end */
export function assertOutside(executor: object, what: string): void {
  for (let place = inside.getStore(); place !== undefined; place = place.outer) {
    if (place.executor !== executor || place.isOver) continue;
    const feature = `${what} of a task executor within a run of it`;
    const problem = `${what} was called by the state or a task of a run of the same executor, and would wait for that run for ever.`;
    throw new TosError('TOS_NOT_SUPPORTED', { feature }, problem);
  }
}
