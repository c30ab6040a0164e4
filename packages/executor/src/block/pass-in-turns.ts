import { ErrorCode } from '@tos/protocol';
import type { BlockRefusal } from './block-execution.ts';
import type { BlockRun } from './block-run.ts';

// A clock costs as much as a step of the pass, so the pass asks it once per this many transactions, and after each that needs evidence.
export const CLOCK_EVERY = 16;

/** The verdicts on the signatures of owners, as the pass asks for them. */
export interface OwnerVerdicts {
  /** Whether the verdict on transaction i is known. The pass asks in the order of the transactions. */
  isKnown(i: number): boolean;
  /** Finds the verdict on transaction i, and others that are cheap to find with it. @returns a promise to wait for, if there is one */
  find(i: number): Promise<void> | undefined;
  /** Returns OK, or the code of transaction i if its owner has not signed it. The pass calls this once the verdict is known. */
  errorOf(i: number): ErrorCode;
}

/**
 * Takes each transaction through its check, the verdict on its signature and its effects before the next one. Other events get their turns
 * in between, however long one transaction takes.
 * @param from index of the first transaction
 * @param to index behind the last transaction
 * @returns why the block is refused; undefined where it is not. While validating, the first failure refuses it
 */
export async function passInTurns(
  run: BlockRun,
  from: number,
  to: number,
  verdicts: OwnerVerdicts,
): Promise<BlockRefusal | undefined> {
  const { pass, timer, results } = run;
  const { evidence } = run.block;
  const { turns } = evidence;
  let started = performance.now();
  let { asked } = evidence;
  for (let i = from; i < to; i++) {
    let error = pass.check(i);
    if (error === ErrorCode.OK) {
      if (!verdicts.isKnown(i)) {
        timer.applied(started);
        const search = verdicts.find(i);
        if (search !== undefined) await search;
        started = performance.now();
      }
      error = verdicts.errorOf(i);
    }
    if (error === ErrorCode.OK) {
      const applied = pass.apply(i);
      if (applied === undefined) {
        timer.applied(started);
        error = await pass.applyInTurns(i, timer);
        started = performance.now();
      } else {
        error = applied;
      }
    }
    if (error !== ErrorCode.OK && run.isValidating) {
      timer.applied(started);
      return { index: i, error };
    }
    results.errors[i] = error;
    if ((i % CLOCK_EVERY === 0 || evidence.asked !== asked) && turns.isDue) {
      timer.applied(started);
      await turns.give();
      started = performance.now();
    }
    asked = evidence.asked;
  }
  timer.applied(started);
  return undefined;
}
