import { MAX_EXTRA_DATA_DECODED } from '@tos/protocol';
import { readU16 } from '../big-endian.ts';
import { hexJson, type OptionalJson } from '../json-fields.ts';
import type { WireReader } from '../wire-reader.ts';
import type { WireWriter } from '../wire-writer.ts';

// What a sender adds to an output: Option{length 2, bytes}. Source: docs/protocol.md §1.

/** No data (null) and empty data differ on the wire; absent in JSON is no data. */
export const extraDataJson: OptionalJson<Uint8Array, string> = hexJson(0, MAX_EXTRA_DATA_DECODED)
  .nullable()
  .exactOptional();

export function walkExtraData(reader: WireReader): void {
  if (!reader.bool()) return;
  const length = reader.u16();
  if (length > MAX_EXTRA_DATA_DECODED) {
    reader.fail(`extra data has at most ${MAX_EXTRA_DATA_DECODED} bytes, not ${length}`, -2);
  }
  reader.skip(length);
}

export function readExtraData(reader: WireReader): Uint8Array | null {
  return reader.bool() ? reader.bytes(reader.u16()) : null;
}

export function writeExtraData(writer: WireWriter, extraData: Uint8Array | null): void {
  writer.option(extraData, 'extraData', (data) => writer.sized(data, 2, 'extraData'));
}

/** Bytes behind the presence byte at `offset`: 2 of length and the data, 0 when there is none. */
export function extraDataSize(bytes: Uint8Array, offset: number): number {
  return bytes[offset] === 1 ? 2 + readU16(bytes, offset + 1) : 0;
}
