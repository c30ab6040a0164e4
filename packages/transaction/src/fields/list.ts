import { TosError } from '@tos/protocol';
import { readU16, readU32 } from '../big-endian.ts';
import type { WireReader } from '../wire-reader.ts';
import type { Field } from './field.ts';
import { allLimits, limitsInWords, rowsOf } from './layout.ts';
import { isSameKey } from './same-key.ts';

export interface ListOptions {
  /** Bytes of the count before the items. */
  readonly count: 1 | 2 | 8;
  readonly min?: number;
  readonly max: number;
  /** The items, for errors: "transfers". */
  readonly what: string;
  /** The error for two items that begin with the same 32 bytes, which may then not occur. Only of items with a `size`. */
  readonly noneTwice?: string;
  /** True if the list may be absent in JSON when it is empty. */
  readonly mayBeAbsent?: true;
}

export interface ListField<T> extends Field<readonly T[]> {
  /** Bytes of the count. */
  readonly countSize: number;
  /** Number of items of the list that begins at `offset`. */
  countAt(bytes: Uint8Array, offset: number): number;
  /** Offset behind the list that begins at `offset`. Only of items with a `size`. */
  endAt(bytes: Uint8Array, offset: number): number;
}

const KEY_SIZE = 32;

/** A count, then the items one behind the other. */
export function list<T>(item: Field<T>, options: ListOptions): ListField<T> {
  const { count: countSize, min = 0, max, what, noneTwice, mayBeAbsent } = options;
  const limits = limitsInWords(min, max);
  const itemSize = item.isPlain ? item.size : undefined;
  const countAt = countReaders[countSize];
  if (noneTwice !== undefined && item.size === undefined) {
    throw new TosError('TOS_INTERNAL', { reason: `${what} have no fixed size, by which their keys are found` });
  }

  const refuse = (reader: WireReader, count: number): never =>
    reader.fail(`${limits} ${what}, not ${count}`, -countSize);
  const walkCount: { readonly [size in ListOptions['count']]: (reader: WireReader) => number } = {
    1(reader) {
      const count = reader.u8();
      return count < min || count > max ? refuse(reader, count) : count;
    },
    2(reader) {
      const count = reader.u16();
      return count < min || count > max ? refuse(reader, count) : count;
    },
    8(reader) {
      const high = reader.u32();
      const count = reader.u32();
      // A count of eight bytes may be no exact number, so that the error does not name it.
      return high > 0 || count < min || count > max ? reader.fail(`${limits} ${what}`, -8) : count;
    },
  };
  const countOf = walkCount[countSize];
  const walkItems = (reader: WireReader): void => {
    for (let left = countOf(reader); left > 0; left--) item.walk(reader);
  };
  const walkPlainItems = (size: number) => (reader: WireReader) => {
    reader.skip(countOf(reader) * size);
  };
  const walkDistinctItems = (problem: string) => (reader: WireReader) => {
    let left = countOf(reader);
    const first = reader.offset;
    for (; left > 0; left--) {
      const at = reader.skip(KEY_SIZE);
      for (let other = first; other < at; other += item.least) {
        if (isSameKey(reader.source, at, other)) reader.fail(problem, -KEY_SIZE);
      }
      reader.offset = at;
      item.walk(reader);
    }
  };

  return {
    size: undefined,
    least: countSize + min * item.least,
    isPlain: false,
    walk:
      noneTwice !== undefined
        ? walkDistinctItems(noneTwice)
        : itemSize !== undefined
          ? walkPlainItems(itemSize)
          : walkItems,
    read(reader) {
      const count = countAt(reader.source, reader.skip(countSize));
      return Array.from({ length: count }, () => item.read(reader));
    },
    write(writer, items, name) {
      writer.list(items, countSize, name, (one) => item.write(writer, one, ''));
    },
    json: (make) => item.json(make).array().min(min).max(max),
    ...(mayBeAbsent ? { absent: [] } : {}),
    rows(name) {
      const [first, ...more] = rowsOf('each', item.rows(''));
      const distinct = noneTwice === undefined ? '' : 'none twice';
      const items = first === undefined ? [] : [{ ...first, limits: allLimits(first.limits, distinct) }, ...more];
      return [{ name: `count of ${name}`, bytes: `${countSize}`, limits }, ...items];
    },
    countSize,
    countAt,
    endAt: (bytes, offset) => offset + countSize + countAt(bytes, offset) * item.least,
  };
}

const countReaders: { readonly [size in ListOptions['count']]: (bytes: Uint8Array, offset: number) => number } = {
  1: (bytes, offset) => bytes[offset]!,
  2: readU16,
  // The high half is 0 in what decodes.
  8: (bytes, offset) => readU32(bytes, offset + 4),
};
