import type { Field } from './field.ts';
import { allLimits, bytesBehind, rowsOf } from './layout.ts';

export interface OptionField<T> extends Field<T | null> {
  /** Offset of the value whose presence byte is at `offset`; 0 when there is none: no payload begins there. */
  valueAt(bytes: Uint8Array, offset: number): number;
  /** Offset behind the option whose presence byte is at `offset`. Only of a value with a `size`. */
  endAt(bytes: Uint8Array, offset: number): number;
}

/** A presence byte, 00 or 01, then the value if there is one. In JSON null, or absent, for none. */
export function option<T>(of: Field<T>): OptionField<T> {
  return {
    size: undefined,
    least: 1,
    isPlain: false,
    walk(reader) {
      if (reader.bool()) of.walk(reader);
    },
    read: (reader) => (reader.bool() ? of.read(reader) : null),
    write(writer, value, name) {
      writer.option(value, name, (given) => of.write(writer, given, name));
    },
    json: (make) => of.json(make).nullable(),
    absent: null,
    rows(name) {
      const [first, ...more] = of.rows(name);
      if (first !== undefined && more.length === 0) {
        const limits = allLimits('presence 00 or 01', first.limits);
        return [{ name, bytes: `1, or ${bytesBehind(1, first.bytes)}`, limits }];
      }
      return [{ name, bytes: '1', limits: 'presence 00 or 01' }, ...rowsOf(`with ${name}`, of.rows(''))];
    },
    valueAt: (bytes, offset) => (bytes[offset] === 1 ? offset + 1 : 0),
    endAt: (bytes, offset) => offset + (bytes[offset] === 1 ? 1 + of.least : 1),
  };
}
