import type { Field } from './field.ts';
import { limitsInWords } from './layout.ts';

/** Bytes of a fixed number: keys, hashes, points. Hex in JSON. */
export function bytes(size: number): Field<Uint8Array> {
  return {
    size,
    least: size,
    isPlain: true,
    walk: (reader) => void reader.skip(size),
    read: (reader) => reader.bytes(size),
    write: (writer, value, name) => writer.fixed(value, size, name),
    json: (make) => make.hex(size),
    rows: (name) => [{ name, bytes: `${size}`, limits: '' }],
  };
}

export interface SizedBytesOptions {
  /** Bytes of the length before the bytes. */
  readonly length: 1 | 2 | 4;
  readonly min: number;
  readonly max: number;
  /** The bytes, for errors: "extra data". */
  readonly what: string;
}

/** A length, then that number of bytes. Hex in JSON. */
export function sizedBytes({ length, min, max, what }: SizedBytesOptions): Field<Uint8Array> {
  const limits = limitsInWords(min, max);
  return {
    size: undefined,
    least: length + min,
    isPlain: false,
    walk(reader) {
      const size = length === 1 ? reader.u8() : length === 2 ? reader.u16() : reader.u32();
      if (size < min || size > max) reader.fail(`${what} has ${limits} bytes, not ${size}`, -length);
      reader.skip(size);
    },
    read: (reader) => reader.bytes(length === 1 ? reader.u8() : length === 2 ? reader.u16() : reader.u32()),
    write: (writer, value, name) => writer.sized(value, length, name),
    json: (make) => make.hex(min, max),
    rows: (name) => [{ name, bytes: `${length} + n`, limits: `${limits} bytes` }],
  };
}
