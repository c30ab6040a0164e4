import { Opcode } from '@tos/protocol';
import { bytes, type ListField, type RecordField, record, u64 } from '../fields/index.ts';
import { type DefinedType, defineType } from './define-type.ts';
import { extraData } from './extra-data.ts';
import { transferList } from './transfer-list.ts';

/** One output of a transfers transaction. */
export interface Transfer {
  /** 32 bytes; all zero is TOS. */
  readonly asset: Uint8Array;
  /** The receiver's key, 32 bytes. */
  readonly destination: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
  /** Up to 1,024 bytes. No data (null) and empty data differ on the wire. */
  readonly extraData: Uint8Array | null;
}

/** Moves coins. */
export interface TransfersPayload {
  readonly type: 'transfers';
  /** 1 to 500. */
  readonly transfers: readonly Transfer[];
}

export const transferFields: RecordField<Transfer> = record({
  asset: bytes(32),
  destination: bytes(32),
  amount: u64,
  extraData,
});

export const transfersField: ListField<Transfer> = transferList(transferFields);

export const transfers: DefinedType<TransfersPayload> = {
  ...defineType({ opcode: Opcode.TRANSFERS, type: 'transfers', payload: record({ transfers: transfersField }) }),
  // In JSON the payload of this type alone is the list itself.
  json: (make) =>
    make.converted(make.record({ payload: transfersField }), {
      decode: ({ payload }): TransfersPayload => ({ type: 'transfers', transfers: payload }),
      encode: (value) => ({ payload: value.transfers }),
    }),
};
