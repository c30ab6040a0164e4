import type { Layout } from '../fields/layout.ts';
import type { GroupField, RecordField } from '../fields/record.ts';
import type { TypeCodec, TypedPayload } from './type-codec.ts';

/** The members of a payload or a variant that are fields of its table. */
export type FieldsOf<P> = Omit<P, 'type' | 'variant'>;

export interface TypeTable<Name extends string, Body extends object> {
  readonly opcode: number;
  readonly type: Name;
  /** What stands between the opcode and the fee. */
  readonly payload: GroupField<Body>;
}

/** A codec that follows from a table, with the layout for documentation. */
export interface DefinedType<P extends TypedPayload = TypedPayload> extends TypeCodec<P> {
  /** One, or one for each variant. */
  readonly layouts: readonly Layout[];
  /** The layout of fields 8 and 9; null for a type without them. */
  readonly extensionLayout: Layout | null;
}

/** The codec of a type of transactions, from the tables of its payload and of its extension: fields 8 and 9. Source: docs/protocol.md §2.1. */
export function defineType<Name extends string, Body extends object>(
  table: TypeTable<Name, Body>,
): DefinedType<{ readonly type: Name } & Body>;
export function defineType<Name extends string, Body extends object, Extension extends object>(
  table: TypeTable<Name, Body> & { readonly extension: RecordField<Extension> },
): DefinedType<{ readonly type: Name } & Body & Extension>;
export function defineType(
  table: TypeTable<string, object> & { readonly extension?: RecordField<object> },
): DefinedType {
  const { opcode, type, payload, extension } = table;
  return {
    opcode,
    type,
    walk: payload.walk,
    read: (reader, behind) => ({ type, ...payload.read(reader), ...extension?.read(behind) }),
    write: payload.writeMembers,
    json: (make) =>
      make.converted(make.record({ payload, ...extension?.table }), {
        decode: ({ payload: body, ...others }): TypedPayload => ({ type, ...body, ...others }),
        encode: (value) => ({ ...value, payload: value }),
      }),
    ...(extension === undefined ? {} : { extension: { walk: extension.walk, write: extension.writeMembers } }),
    layouts: payload.layouts,
    extensionLayout:
      extension === undefined ? null : { variant: null, rows: extension.rows(''), least: extension.least },
  };
}
