import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { U64_MAX } from '@tos/protocol';
import { z } from 'zod';

// The leaves of the JSON form: numbers are bigints there (exact JSON), bytes are hex.

export const u64Json: z.ZodType<bigint, bigint> = z.bigint().min(0n).max(U64_MAX);

export const u8Json: z.ZodType<number, bigint> = z.codec(z.bigint().min(0n).max(255n), z.number(), {
  decode: Number,
  encode: BigInt,
});

/** One of these numbers. */
export function oneOfJson<T extends number>(values: Iterable<T>): z.ZodType<T, bigint> {
  const known = new Map(Array.from(values, (value) => [BigInt(value), value]));
  const message = `expected one of ${[...known.keys()].join(', ')}`;
  return z.codec(z.bigint(), z.custom<T>(), {
    decode: (input, context) => {
      const value = known.get(input);
      if (value !== undefined) return value;
      context.issues.push({ code: 'custom', input, message });
      return z.NEVER;
    },
    encode: (value) => BigInt(value),
  });
}

/** Hex of `min` to `max` bytes; of exactly `min` when `max` is absent. */
export function hexJson(min: number, max: number = min): z.ZodType<Uint8Array, string> {
  const size = min === max ? `${min}` : `${min} to ${max}`;
  const text = z.string().regex(new RegExp(`^(?:[0-9a-fA-F]{2}){${min},${max}}$`), `expected hex of ${size} bytes`);
  return z.codec(text, z.instanceof(Uint8Array), { decode: (hex) => hexToBytes(hex), encode: bytesToHex });
}
