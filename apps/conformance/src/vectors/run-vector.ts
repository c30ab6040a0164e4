import { type ExactJson, isTosError } from '@tos/protocol';
import type { Harness } from '../harness/harness.ts';
import { runExecutionVector } from './run-execution-vector.ts';
import { runRistrettoVector } from './run-ristretto-vector.ts';
import { runRpcVector } from './run-rpc-vector.ts';
import { readVector, type Vector } from './vector.ts';
import type { VectorVerdict } from './verdict.ts';

/** Runs one vector. A vector that cannot be read fails with the reason; only a defect throws. */
export async function runVector(
  harness: Harness,
  source: ExactJson,
): Promise<VectorVerdict & { readonly name: string }> {
  let name = '';
  try {
    const vector = readVector(source);
    name = vector.name;
    return { name, ...(await run(harness, vector)) };
  } catch (error) {
    if (!isTosError(error)) throw error;
    return { name, status: 'failed', reason: `${error.code}: ${error.message}` };
  }
}

async function run(harness: Harness, vector: Vector): Promise<VectorVerdict> {
  if (vector.kind === 'ristretto255') return runRistrettoVector(vector);
  if (!vector.runnable) return { status: 'notRun', rule: 'not-runnable' };
  return vector.kind === 'rpc' ? runRpcVector(harness, vector) : runExecutionVector(harness, vector);
}
