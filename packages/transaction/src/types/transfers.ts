import { MAX_TRANSFER_COUNT, Opcode } from '@tos/protocol';
import { z } from 'zod';
import { hexJson, u64Json } from '../json-fields.ts';
import type { WireReader } from '../wire-reader.ts';
import { extraDataJson, readExtraData, walkExtraData, writeExtraData } from './extra-data.ts';
import { walkTransferCount } from './transfer-count.ts';
import type { TypeCodec } from './type-codec.ts';

/** One output of a transfers transaction. */
export interface Transfer {
  /** 32 bytes; all zero is TOS. */
  readonly asset: Uint8Array;
  /** The receiver's key, 32 bytes. */
  readonly destination: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
  /** Up to 1024 bytes; no data (null) and empty data differ on the wire. */
  readonly extraData: Uint8Array | null;
}

/** On the wire: count 2, then for each output asset 32, destination 32, amount 8, Option{length 2, extra data}. */
export interface TransfersPayload {
  readonly type: 'transfers';
  /** 1 to 500. */
  readonly transfers: readonly Transfer[];
}

const transferJson = z.codec(
  z.strictObject({
    asset: hexJson(32),
    destination: hexJson(32),
    amount: u64Json,
    extra_data: extraDataJson,
  }),
  z.custom<Transfer>(),
  {
    decode: ({ extra_data = null, ...rest }): Transfer => ({ ...rest, extraData: extra_data }),
    encode: ({ asset, destination, amount, extraData }) => ({ asset, destination, amount, extra_data: extraData }),
  },
);

const transfersJson = z.strictObject({ payload: z.array(transferJson).min(1).max(MAX_TRANSFER_COUNT) });

export const transfers: TypeCodec<TransfersPayload> = {
  opcode: Opcode.TRANSFERS,
  type: 'transfers',
  walk(reader) {
    for (let left = walkTransferCount(reader); left > 0; left--) {
      reader.skip(72);
      walkExtraData(reader);
    }
  },
  read(reader) {
    return { type: 'transfers', transfers: Array.from({ length: reader.u16() }, () => readTransfer(reader)) };
  },
  write(writer, payload) {
    writer.list(payload.transfers, 2, 'transfers', (transfer) =>
      writer.object(transfer, '', ({ asset, destination, amount, extraData }) => {
        writer.fixed(asset, 32, 'asset');
        writer.fixed(destination, 32, 'destination');
        writer.u64(amount, 'amount');
        writeExtraData(writer, extraData);
      }),
    );
  },
  json: z.codec(transfersJson, z.custom<TransfersPayload>(), {
    decode: ({ payload }): TransfersPayload => ({ type: 'transfers', transfers: payload }),
    encode: (payload) => ({ payload: [...payload.transfers] }),
  }),
};

function readTransfer(reader: WireReader): Transfer {
  return {
    asset: reader.bytes(32),
    destination: reader.bytes(32),
    amount: reader.u64(),
    extraData: readExtraData(reader),
  };
}
