import { type ExactJson, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { z } from 'zod';
import type { Harness } from '../harness/harness.ts';
import { readJson } from '../harness/json-shapes.ts';
import { firstDifference } from './first-difference.ts';
import type { Vector } from './vector.ts';
import { type VectorVerdict, verdictOf } from './verdict.ts';

const json = z.custom<ExactJson>((value) => value !== undefined);
const inputJson = z.object({ rpc: json });
const expectedJson = z.object({ response: json });

/** Runs a JSON-RPC vector. It compares the whole response, as a client reads its text. Source: docs/protocol.md §7.1. */
export function runRpcVector(harness: Harness, vector: Vector): VectorVerdict {
  const { rpc } = readJson(inputJson, vector.input, 'input');
  const { response } = readJson(expectedJson, vector.expected, 'expected');
  harness.reset();
  if (vector.preState !== null) harness.load(vector.preState);
  const actual = parseExactJson(stringifyExactJson(harness.rpc(rpc)));
  return verdictOf(firstDifference(response, actual));
}
