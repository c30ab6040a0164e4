import { AsyncLocalStorage } from 'node:async_hooks';
import { TosError } from '@tos/protocol';

interface Inside {
  readonly executor: object;
  isOver: boolean;
  readonly outer: Inside | undefined;
}

const inside = new AsyncLocalStorage<Inside>();
// Following what was called by whom makes every promise of the process cost 0.1 us more, so that it ends with the last run.
let running = 0;

/** Does the work of a run, and knows what is called from there: by its state, and by its tasks on this thread. */
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

/** @throws TOS_NOT_SUPPORTED when it is called within a run of the executor: a wait for that run, which waits for the caller, has no end */
export function assertOutside(executor: object, what: string): void {
  for (let place = inside.getStore(); place !== undefined; place = place.outer) {
    if (place.executor !== executor || place.isOver) continue;
    const feature = `${what} of a task executor within a run of it`;
    const problem = `${what} was called by the state or a task of a run of the same executor, and would wait for that run for ever.`;
    throw new TosError('TOS_NOT_SUPPORTED', { feature }, problem);
  }
}
