import { readUtf8, walkUtf8 } from '../utf8.ts';
import type { Field } from './field.ts';
import { limitsInWords } from './layout.ts';

export interface TextOptions {
  /** Bytes of UTF-8. */
  readonly min: number;
  readonly max: number;
  /** The text, for errors: "a name". */
  readonly what: string;
}

/** A length of one byte, then strict UTF-8. */
export function text({ min, max, what }: TextOptions): Field<string> {
  const limits = limitsInWords(min, max);
  return {
    size: undefined,
    least: 1 + min,
    isPlain: false,
    walk(reader) {
      const size = reader.u8();
      if (size < min || size > max) reader.fail(`${what} has ${limits} bytes, not ${size}`, -1);
      walkUtf8(reader, size);
    },
    read: (reader) => readUtf8(reader, reader.u8()),
    write: (writer, value, name) => writer.text(value, 1, name),
    json: (make) => make.text(min, max),
    rows: (name) => [{ name, bytes: '1 + n', limits: `${limits} bytes of strict UTF-8` }],
  };
}
