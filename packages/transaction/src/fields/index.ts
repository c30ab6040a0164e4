// Kinds of fields: what tables of payloads are made of.
export { bytes, type SizedBytesOptions, sizedBytes } from './bytes.ts';
export { type Field, type FieldTable, type JsonMaker, jsonNamed } from './field.ts';
export { bool, u8, u16, u32, u32Between, u64 } from './integers.ts';
export { type Layout, type LayoutRow, rowsOf } from './layout.ts';
export { type ListField, type ListOptions, list } from './list.ts';
export { type OptionField, option } from './option.ts';
export { type GroupField, type RecordField, record } from './record.ts';
export { type TextOptions, text } from './text.ts';
export { type VariantsOf, type VariantsOptions, variants } from './variants.ts';
