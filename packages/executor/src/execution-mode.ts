import { assertInteger, assertObject, assertOneOf } from '@tos/protocol';
/** What a user may ask for. `auto` lets `shouldUseParallelExecution` decide block by block. */
export const executorSettings = ['auto', 'parallel', 'sequential'] as const;

export type ExecutorSetting = (typeof executorSettings)[number];

export type ModeReason =
  | 'switched off'
  | 'forced'
  | 'few transactions'
  | 'no healthy workers'
  | 'few signatures to check'
  | 'pays';

export interface ModeChoice {
  readonly mode: 'parallel' | 'sequential';
  readonly reason: ModeReason;
}

/**
 * Waking a worker costs about 100 us and a signature 2 ms (noble) or 0.1 ms (WebAssembly): with fewer than this many left to
 * check, measured gains were 0.6x to 1.3x, with more always above 1.
 */
export const MINIMUM_SIGNATURES = 4;

/**
 * Which executor runs a block: a pure function, so that it can be read, logged and tested.
 * @param threshold transactions from which this network executes in parallel (`network.parallelThreshold`)
 * @param signatures those that no verdict is known for, counted up to `MINIMUM_SIGNATURES`
 * @param workers healthy threads besides main
 */
export function shouldUseParallelExecution(facts: {
  readonly setting: ExecutorSetting;
  readonly transactions: number;
  readonly threshold: number;
  readonly signatures: number;
  readonly workers: number;
}): ModeChoice {
  assertObject(facts, 'facts');
  assertOneOf(facts.setting, 'facts.setting', executorSettings);
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
