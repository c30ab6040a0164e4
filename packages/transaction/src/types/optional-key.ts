import { hexJson, type OptionalJson } from '../json-fields.ts';
import type { WireReader } from '../wire-reader.ts';
import type { WireWriter } from '../wire-writer.ts';

// Option of 32 bytes, a key or a hash. Source: docs/protocol.md §1.

/** Absent in JSON is null. */
export const optionalKeyJson: OptionalJson<Uint8Array, string> = hexJson(32).nullable().exactOptional();

export function walkOptionalKey(reader: WireReader): void {
  if (reader.bool()) reader.skip(32);
}

export function readOptionalKey(reader: WireReader): Uint8Array | null {
  return reader.bool() ? reader.bytes(32) : null;
}

export function writeOptionalKey(writer: WireWriter, value: Uint8Array | null, field: string): void {
  writer.option(value, field, (key) => writer.fixed(key, 32, field));
}
