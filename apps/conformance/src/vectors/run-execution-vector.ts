import { TosError } from '@tos/protocol';
import type { Harness } from '../harness/harness.ts';
import type { HarnessResult } from '../harness/harness-result.ts';
import { notComparable } from './chain-comparability.ts';
import { compareExecution, readExpectedExecution } from './compare-execution.ts';
import type { Vector } from './vector.ts';
import { type VectorVerdict, verdictOf } from './verdict.ts';

/** Runs a vector of kind tx, tx_roundtrip, block or chain as the suite's runner does. */
export async function runExecutionVector(harness: Harness, vector: Vector): Promise<VectorVerdict> {
  const expected = readExpectedExecution(vector.expected);
  harness.reset();
  if (vector.preState !== null) harness.load(vector.preState);
  const before = harness.export();
  if (vector.kind === 'chain') {
    const result = await harness.executeChain(vector.input);
    const rule = notComparable(vector.input, before, result, expected);
    if (rule !== undefined) return { status: 'notRun', rule };
    return verdictOf(compareExecution(expected, result, harness.digest(), harness.export()));
  }
  const result = await execute(harness, vector);
  return verdictOf(compareExecution(expected, result, harness.digest(), harness.export()));
}

function execute(harness: Harness, { kind, input }: Vector): Promise<HarnessResult> | HarnessResult {
  switch (kind) {
    case 'tx':
      return harness.executeTransaction(input);
    case 'tx_roundtrip':
      return harness.roundTrip(input);
    case 'block':
      return harness.executeBlock(input);
    default:
      throw new TosError('TOS_INVALID_FORMAT', { what: 'vector', reason: `its kind is ${kind}` });
  }
}
