import { ErrorCode } from '@tos/protocol';
import type { BlockRun } from './block-run.ts';
import { CLOCK_EVERY } from './pass-in-turns.ts';

/** Where the pass failed. A failed `check` wins over a bad signature of the same transaction, a failed `apply` loses to it. */
export interface Failure {
  readonly index: number;
  readonly error: ErrorCode;
  readonly step: 'check' | 'apply';
}

/** How far the pass has come. */
export interface Progress {
  /** The first transaction that the pass has not done. */
  readonly next: number;
  readonly failure: Failure | undefined;
}

/**
 * Checks and applies as if every owner had signed, until something fails or takes long.
 * @param from first transaction @param to the one behind the last
 */
export async function passQuickly({ pass, block, timer }: BlockRun, from: number, to: number): Promise<Progress> {
  const { evidence } = block;
  const { turns } = evidence;
  let started = performance.now();
  let { asked } = evidence;
  try {
    for (let index = from; index < to; index++) {
      const unchecked = pass.check(index);
      if (unchecked !== ErrorCode.OK) return failed({ index, error: unchecked, step: 'check' });
      const error = pass.apply(index);
      if (error === undefined) return { next: index, failure: undefined };
      if (error !== ErrorCode.OK) return failed({ index, error, step: 'apply' });
      if ((index % CLOCK_EVERY === 0 || evidence.asked !== asked) && turns.isDue) {
        timer.applied(started);
        await turns.give();
        started = performance.now();
      }
      asked = evidence.asked;
    }
    return { next: to, failure: undefined };
  } finally {
    timer.applied(started);
  }
}

function failed(failure: Failure): Progress {
  return { next: failure.index, failure };
}
