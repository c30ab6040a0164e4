import type { ExactJson } from '@tos/protocol';
import { z } from 'zod';
import { readJson } from '../harness/json-shapes.ts';

const json = z.custom<ExactJson>((value) => value !== undefined);

const vectorJson = z.object({
  name: z.string(),
  runnable: z.boolean().nullish(),
  pre_state: json.nullish(),
  // Loose: what an input and its expectation hold depends on the kind.
  input: z.looseObject({ kind: z.string().nullish() }),
  expected: z.looseObject({}),
});

/** One vector of a file. Names are not unique: a vector is known by its file and index. */
export interface Vector {
  readonly name: string;
  /** False where the suite's own runner passes over it. */
  readonly runnable: boolean;
  /** `rpc` for a JSON-RPC call, which says no kind. */
  readonly kind: string;
  /** null: nothing is loaded. */
  readonly preState: ExactJson;
  readonly input: ExactJson;
  readonly expected: ExactJson;
}

/** @throws TOS_INVALID_FORMAT for what is no vector */
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
