import { MAX_EXTRA_DATA_DECODED } from '@tos/protocol';
import { readU16 } from '../big-endian.ts';
import { type OptionField, option, sizedBytes } from '../fields/index.ts';

/** What a sender adds to an output. No data (null) and empty data differ on the wire. Source: docs/protocol.md §1. */
export const extraData: OptionField<Uint8Array> = option(
  sizedBytes({ length: 2, min: 0, max: MAX_EXTRA_DATA_DECODED, what: 'extra data' }),
);

/** Number of bytes behind the presence byte at `offset`: 2 of length, and the data; 0 when there is no data. */
export function extraDataSize(bytes: Uint8Array, offset: number): number {
  return bytes[offset] === 1 ? 2 + readU16(bytes, offset + 1) : 0;
}
