import type { ExactJson } from '@tos/protocol';
import { z } from 'zod';
import { readJson } from '../harness/json-shapes.ts';

const json = z.custom<ExactJson>((value) => value !== undefined);

const vectorJson = z.object({
  name: z.string(),
  runnable: z.boolean().nullish(),
  pre_state: json.nullish(),
  // The shape is loose, because the members of an input and its expectation depend on the kind.
  input: z.looseObject({ kind: z.string().nullish() }),
  expected: z.looseObject({}),
});

/** One vector of a file. Names are not unique, so a vector is identified by its file and index. */
export interface Vector {
  readonly name: string;
  /** False for a vector that the suite's own runner skips. */
  readonly runnable: boolean;
  /** The vector's kind; `rpc` for a JSON-RPC call, which names no kind. */
  readonly kind: string;
  /** The state to load; null when the vector loads none. */
  readonly preState: ExactJson;
  readonly input: ExactJson;
  readonly expected: ExactJson;
}

/** @throws TOS_INVALID_FORMAT for JSON that is not a vector */
export function readVector(source: ExactJson): Vector {
  const { name, runnable, pre_state, input, expected } = readJson(vectorJson, source, 'vector');
  return {
    name,
    runnable: runnable !== false,
    kind: input.kind ?? ('rpc' in input ? 'rpc' : 'none'),
    preState: pre_state ?? null,
    input: json.parse(input),
    expected: json.parse(expected),
  };
}
