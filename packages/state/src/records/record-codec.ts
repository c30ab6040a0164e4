import { assertObject, TosError } from '@tos/protocol';
import type { Field, FieldType } from '../domain.ts';
import { RecordReader } from './record-reader.ts';
import { RecordWriter } from './record-writer.ts';

/** What a field of a record is in an object. */
type ValueOf<F extends Field> = F extends { readonly type: 'list'; readonly of: infer Of extends readonly Field[] }
  ? readonly ItemOf<Of>[]
  : F extends { readonly type: FieldType }
    ? ValueOfType[F['type']]
    : never;

interface ValueOfType {
  readonly key32: Uint8Array;
  readonly option32: Uint8Array | null;
  readonly asset: Uint8Array | null;
  readonly u8: number;
  readonly u16: number;
  readonly u32: number;
  readonly u64: bigint;
  /** UTF-8. */
  readonly text: Uint8Array;
  readonly rest: Uint8Array;
  readonly keys32: readonly Uint8Array[];
  /** Only of balances, whose codec is written by hand. */
  readonly output: never;
}

/** An item with one field is that field's value. */
type ItemOf<Fields extends readonly Field[]> = Fields extends readonly [infer One extends Field]
  ? ValueOf<One>
  : RecordOf<Fields>;

/** The object form of a record with these fields. */
export type RecordOf<Fields extends readonly Field[]> = {
  readonly [F in Fields[number] as F['name']]: ValueOf<F>;
};

export interface RecordCodec<T> {
  /** @throws TOS_INVALID_ARGUMENT or TOS_U64_RANGE naming the path of a field that is not what it must be */
  encode(record: T): Uint8Array;
  /** @throws TOS_STORAGE_CORRUPT for bytes with another layout */
  decode(bytes: Uint8Array): T;
}

/** The codec of a record that is its fields one behind the other. @param name of the record, for errors */
export function recordCodec<const Fields extends readonly Field[]>(
  name: string,
  fields: Fields,
): RecordCodec<RecordOf<Fields>> {
  return {
    encode(record) {
      assertObject(record, name);
      const writer = new RecordWriter();
      writer.fields(fields, record, name);
      return writer.finish();
    },
    decode(bytes) {
      const reader = new RecordReader(bytes, name);
      const record = reader.fields(fields);
      reader.end();
      if (!hasAll(record, fields))
        throw new TosError('TOS_INTERNAL', { reason: `a ${name} without one of its fields` });
      return record;
    },
  };
}

/** Each value was read as the type of its field says: what is left is that none is missing. */
function hasAll<Fields extends readonly Field[]>(record: object, fields: Fields): record is RecordOf<Fields> {
  return fields.every(({ name }) => name in record);
}
