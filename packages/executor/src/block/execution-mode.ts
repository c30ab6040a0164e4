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

/**
 * From this many signatures on, threads pay. Waking a worker costs about 100 us, and a signature 2 ms (noble) or 0.1 ms (WebAssembly):
 * with fewer signatures left to verify, measured gains were 0.6x to 1.3x; with this many or more they were always above 1
 * (docs/measurements.md §1, §4).
 */
export const MINIMUM_SIGNATURES = 4;

/**
 * Decides which executor runs a block. The function is pure, so that a choice can be read, logged and tested.
 * @param threshold number of transactions from which this network executes in parallel (`network.parallelThreshold`)
 * @param signatures number of signatures for which no verdict is known, counted up to `MINIMUM_SIGNATURES`
 * @param workers number of healthy threads besides main
 */
export function shouldUseParallelExecution(facts: {
  readonly setting: ExecutionMode;
  readonly transactions: number;
  readonly threshold: number;
  readonly signatures: number;
  readonly workers: number;
}): ModeChoice {
  assertObject(facts, 'facts');
  assertOneOf(facts.setting, 'facts.setting', executionModes);
  for (const name of ['transactions', 'threshold', 'signatures', 'workers'] as const) {
    assertInteger(facts[name], `facts.${name}`, 0);
  }
  if (facts.setting === 'sequential') return { mode: 'sequential', reason: 'switched off' };
  if (facts.setting === 'parallel') return { mode: 'parallel', reason: 'forced' };
  if (facts.transactions < facts.threshold) return { mode: 'sequential', reason: 'few transactions' };
  if (facts.workers === 0) return { mode: 'sequential', reason: 'no healthy workers' };
  if (facts.signatures < MINIMUM_SIGNATURES) return { mode: 'sequential', reason: 'few signatures to check' };
  return { mode: 'parallel', reason: 'pays' };
}
