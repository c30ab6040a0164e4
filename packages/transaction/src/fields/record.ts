import { TosError } from '@tos/protocol';
import type { WireReader } from '../wire-reader.ts';
import type { WireWriter } from '../wire-writer.ts';
import type { Field, FieldTable } from './field.ts';
import { inWords, type Layout, rowsOf } from './layout.ts';

type Walk = (reader: WireReader) => void;

/** A payload as a whole, or one of its parts, that has members. */
export interface GroupField<T> extends Field<T> {
  readonly layouts: readonly Layout[];
  /** `write` without the check that the value is an object, which the caller has made. */
  writeMembers(writer: WireWriter, value: T): void;
}

export interface RecordField<T> extends GroupField<T> {
  readonly table: FieldTable<T>;
  /**
   * Bytes between a member and the start of the record or, where the size of a member before it depends on its value, the end of the last
   * such member.
   */
  offsetOf(name: keyof T & string): number;
}

/** The members one behind the other. Each is read, written and checked by its field in the table. */
export function record<T extends object>(table: FieldTable<T>): RecordField<T> {
  const steps: WalkStep[] = [];
  const offsets = new Map<string, number>();
  let size: number | undefined = 0;
  let least = 0;
  let isPlain = true;
  let offset = 0;
  let skipped = 0;
  for (const name in table) {
    const field = table[name];
    offsets.set(name, offset);
    offset = field.size === undefined ? 0 : offset + field.size;
    size = size === undefined || field.size === undefined ? undefined : size + field.size;
    least += field.least;
    if (field.isPlain) {
      skipped += field.least;
      continue;
    }
    isPlain = false;
    steps.push({ skipped, walk: field.walk });
    skipped = 0;
  }

  const rows = () => namesOf(table).flatMap((name) => table[name].rows(inWords(name)));
  const writeMembers = (writer: WireWriter, value: T): void => {
    for (const name in table) table[name].write(writer, value[name], name);
  };
  return {
    size,
    least,
    isPlain,
    walk: inSequence(steps, skipped),
    read(reader) {
      const value: Partial<T> = {};
      for (const name in table) value[name] = table[name].read(reader);
      return whole(value, table);
    },
    write: (writer, value, name) => writer.object(value, name, (given) => writeMembers(writer, given)),
    writeMembers,
    json: (make) => make.record(table),
    table,
    rows: (name) => (name === '' ? rows() : rowsOf(name, rows())),
    layouts: [{ variant: null, rows: rows(), least }],
    offsetOf(name) {
      const known = offsets.get(name);
      if (known === undefined) throw new TosError('TOS_INTERNAL', { reason: `no field ${name}` });
      return known;
    },
  };
}

/** One step of a walk: bytes of plain fields, which are skipped together, then a field that is not plain. */
interface WalkStep {
  readonly skipped: number;
  readonly walk: Walk;
}

/** One function for all steps, without a loop: it runs for every transaction, and most records have one or two. @param last bytes behind the last step */
function inSequence(steps: readonly WalkStep[], last: number): Walk {
  const [first, second, ...others] = steps;
  if (first === undefined) return (reader) => void reader.skip(last);
  const { skipped: skippedFirst, walk: walkFirst } = first;
  if (second === undefined) {
    return (reader) => {
      reader.skip(skippedFirst);
      walkFirst(reader);
      reader.skip(last);
    };
  }
  const { skipped: skippedSecond, walk: walkSecond } = second;
  const walkOthers = others.length > 0 ? inSequence(others, last) : undefined;
  if (walkOthers === undefined) {
    return (reader) => {
      reader.skip(skippedFirst);
      walkFirst(reader);
      reader.skip(skippedSecond);
      walkSecond(reader);
      reader.skip(last);
    };
  }
  return (reader) => {
    reader.skip(skippedFirst);
    walkFirst(reader);
    reader.skip(skippedSecond);
    walkSecond(reader);
    walkOthers(reader);
  };
}

function namesOf<T>(table: FieldTable<T>): (keyof T & string)[] {
  const names: (keyof T & string)[] = [];
  for (const name in table) names.push(name);
  return names;
}

/** The type of each member is its field's, which the compiler has checked: what is left is that none is missing. */
export function whole<T extends object>(value: object, table: FieldTable<T>): T {
  if (!hasAllMembers(value, table))
    throw new TosError('TOS_INTERNAL', { reason: 'a record without one of its members' });
  return value;
}

function hasAllMembers<T extends object>(value: object, table: FieldTable<T>): value is T {
  for (const name in table) if (!(name in value)) return false;
  return true;
}
