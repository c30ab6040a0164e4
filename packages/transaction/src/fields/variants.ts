import { TosError } from '@tos/protocol';
import type { JsonOfAll } from './field.ts';
import type { LayoutRow } from './layout.ts';
import type { GroupField, RecordField } from './record.ts';

/** The union of the variants, told apart by `variant`. */
export type VariantsOf<M> = { [V in NameOf<M>]: { readonly variant: V } & M[V] }[NameOf<M>];

type NameOf<M> = Extract<keyof M, string>;

export interface VariantsOptions<M> {
  /** The type, for errors: "energy". */
  readonly what: string;
  /** The first byte of each variant, under its name in capitals. */
  readonly codes: { readonly [V in NameOf<M> as Uppercase<V>]: number };
  /** When absent, a variant has the members of its fields in JSON, and no others. */
  readonly jsonOfAll?: JsonOfAll;
}

/** One byte for the variant, then the record of this variant. @param table the records of the variants, by name */
export function variants<M extends { readonly [variant: string]: object }>(
  { what, codes, jsonOfAll = {} }: VariantsOptions<M>,
  table: { readonly [V in keyof M]: RecordField<M[V]> },
): GroupField<VariantsOf<M>> {
  type Name = NameOf<M>;
  interface Arm {
    readonly name: Name;
    readonly code: number;
    readonly fields: RecordField<M[Name]>;
  }
  const codeOf = new Map(Object.entries<number>(codes).map(([name, code]) => [name.toLowerCase(), code]));
  const arms: Arm[] = [];
  for (const name in table) arms.push({ name, code: codeOf.get(name) ?? Number.NaN, fields: table[name] });
  const byCode = new Map(arms.map((arm) => [arm.code, arm]));
  const byName = new Map<unknown, Arm>(arms.map((arm) => [arm.name, arm]));
  const walks = Array.from({ length: 256 }, (_, code) => byCode.get(code)?.fields.walk);

  const writeMembers: GroupField<VariantsOf<M>>['writeMembers'] = (writer, value) => {
    const arm = byName.get(value.variant);
    if (arm === undefined) throw writer.refuse('variant', `a variant of ${what} transactions`, value.variant);
    writer.u8(arm.code);
    arm.fields.writeMembers(writer, value);
  };
  const rowsOfArm = ({ code, fields }: Arm): LayoutRow[] => [
    { name: 'variant', bytes: '1', limits: `${code}` },
    ...fields.rows(''),
  ];
  return {
    size: undefined,
    least: 1 + Math.min(...arms.map(({ fields }) => fields.least)),
    isPlain: false,
    walk(reader) {
      const code = reader.u8();
      const walk = walks[code];
      if (walk === undefined) return reader.fail(`${what} variant ${code} does not exist`, -1);
      walk(reader);
    },
    read(reader) {
      const arm = byCode.get(reader.u8());
      if (arm === undefined) throw new TosError('TOS_INTERNAL', { reason: `a variant of ${what} that was not walked` });
      return { variant: arm.name, ...arm.fields.read(reader) };
    },
    write: (writer, value, name) => writer.object(value, name, (given) => writeMembers(writer, given)),
    writeMembers,
    json: (make) =>
      make.variants(
        arms.map(({ name, fields }) => ({ name, table: fields.table })),
        jsonOfAll,
      ),
    rows: () => arms.flatMap(rowsOfArm),
    layouts: arms.map((arm) => ({ variant: arm.name, rows: rowsOfArm(arm), least: 1 + arm.fields.least })),
  };
}
