import { assertInteger, assertObject, assertOneOf } from '@tos/protocol';
import { type ExecutionMode, executionModes } from '@tos/tasks';

/** Why a block was executed where it was. */
export type ModeReason =
  | 'switched off'
  | 'forced'
  | 'few transactions'
  | 'no healthy workers'
  | 'few signatures to check'
  | 'pays';

/** Which executor runs a block, and why. */
export interface ModeChoice {
  readonly mode: 'parallel' | 'sequential';
  readonly reason: ModeReason;
}

// Threads pay from this many microseconds of verification on. A worker begins 0.15 ms after it was woken, later after a pause, and main saves half of
// what is left by then. Measured on two cores: 5 or 6 signatures of 50 us are even, and so are 8 to 12 of 20 us (docs/measurements.md §4).
const PAYS_FROM_US = 300;
// Threads take two signatures at a time (`verify-claims.ts`), so that of two nothing is left to share.
const FEWEST = 3;
// What the cheapest signatures need, 20 us each, whose senders all have tables. It bounds what a wrong measurement can do.
const MOST = 15;

/**
 * Returns from how many signatures on threads pay, 3 to 15.
 * @param microseconds what a signature takes: 20 with a table of its sender's key, 50 to 100 without, noble 1,000 to 2,000
 */
export function worthwhileSignatures(microseconds: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.ceil(PAYS_FROM_US / microseconds)));
}

/**
 * Decides which executor runs a block. The function is pure, so that a choice can be read, logged and tested.
 * @param threshold number of transactions from which this network executes in parallel (`network.parallelThreshold`)
 * @param signatures number of signatures for which no verdict is known; those beyond 15 may be left out
 * @param signatureMicroseconds what a signature takes, in whole microseconds, at least 1; an executor measures it
 * @param workers number of healthy threads besides main
 */
export function shouldUseParallelExecution(facts: {
  readonly setting: ExecutionMode;
  readonly transactions: number;
  readonly threshold: number;
  readonly signatures: number;
  readonly signatureMicroseconds: number;
  readonly workers: number;
}): ModeChoice {
  assertObject(facts, 'facts');
  assertOneOf(facts.setting, 'facts.setting', executionModes);
  for (const name of ['transactions', 'threshold', 'signatures', 'workers'] as const) {
    assertInteger(facts[name], `facts.${name}`, 0);
  }
  assertInteger(facts.signatureMicroseconds, 'facts.signatureMicroseconds', 1);
  if (facts.setting === 'sequential') return { mode: 'sequential', reason: 'switched off' };
  if (facts.setting === 'parallel') return { mode: 'parallel', reason: 'forced' };
  if (facts.transactions < facts.threshold) return { mode: 'sequential', reason: 'few transactions' };
  if (facts.workers === 0) return { mode: 'sequential', reason: 'no healthy workers' };
  if (facts.signatures < worthwhileSignatures(facts.signatureMicroseconds)) {
    return { mode: 'sequential', reason: 'few signatures to check' };
  }
  return { mode: 'parallel', reason: 'pays' };
}
