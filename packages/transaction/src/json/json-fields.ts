import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { assertInteger, isBytes, U64_MAX } from '@tos/protocol';
import { z } from 'zod';
import { limitsInWords } from '../fields/layout.ts';
import { utf8Length } from '../utf8.ts';

// Schemas of the leaves of the JSON form: numbers are bigints there (exact JSON), bytes are hex.

export const u64Json: z.ZodType<bigint, bigint> = z.bigint().min(0n).max(U64_MAX);

export const u8Json: z.ZodType<number, bigint> = integerJson(0, 0xff);

/** An integer from `min` to `max`, a number in objects. */
export function integerJson(min: number, max: number): z.ZodType<number, bigint> {
  return z.codec(z.bigint().min(BigInt(min)).max(BigInt(max)), z.int(), { decode: Number, encode: BigInt });
}

/** One of these integers. */
export function oneOfJson<T extends number>(values: Iterable<T>): z.ZodType<T, bigint> {
  const known = new Map(Array.from(values, (value) => [BigInt(value), value]));
  const message = `expected one of ${[...known.keys()].join(', ')}`;
  return z.codec(z.bigint(), z.custom<T>(Number.isInteger), {
    decode: (input, context) => {
      const value = known.get(input);
      if (value !== undefined) return value;
      context.issues.push({ code: 'custom', input, message });
      return z.NEVER;
    },
    encode: (value) => BigInt(value),
  });
}

/** Hex of `min` to `max` bytes; of exactly `min` when `max` is absent. @throws TOS_INVALID_ARGUMENT for sizes that are not integers from 0 */
export function hexJson(min: number, max: number = min): z.ZodType<Uint8Array, string> {
  assertInteger(min, 'min', 0);
  assertInteger(max, 'max', min);
  const size = min === max ? `${min}` : `${min} to ${max}`;
  const isSize = (digits: number) => digits % 2 === 0 && digits >= 2 * min && digits <= 2 * max;
  const text = z
    .string()
    .refine((hex) => isSize(hex.length) && /^[0-9a-fA-F]*$/.test(hex), `expected hex of ${size} bytes`);
  return z.codec(text, z.custom<Uint8Array>(isBytes, 'expected bytes'), {
    decode: (hex) => hexToBytes(hex),
    encode: bytesToHex,
  });
}

/** A string of `min` to `max` bytes of UTF-8. */
export function textJson(min: number, max: number): z.ZodType<string, string> {
  const isText = (text: string) => {
    const size = utf8Length(text);
    return size >= min && size <= max;
  };
  return z.string().refine(isText, `expected ${limitsInWords(min, max)} bytes of UTF-8`);
}
