import { Opcode } from '@tos/protocol';
import { z } from 'zod';
import { hexJson, u64Json } from '../json-fields.ts';
import type { TypeCodec } from './type-codec.ts';

/** Destroys coins of the sender. On the wire: asset 32, amount 8. */
export interface BurnPayload {
  readonly type: 'burn';
  /** 32 bytes; all zero is TOS. */
  readonly asset: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
}

const burnJson = z.strictObject({ payload: z.strictObject({ asset: hexJson(32), amount: u64Json }) });

export const burn: TypeCodec<BurnPayload> = {
  opcode: Opcode.BURN,
  type: 'burn',
  walk(reader) {
    reader.skip(40);
  },
  read(reader) {
    return { type: 'burn', asset: reader.bytes(32), amount: reader.u64() };
  },
  write(writer, { asset, amount }) {
    writer.fixed(asset, 32, 'asset');
    writer.u64(amount, 'amount');
  },
  json: z.codec(burnJson, z.custom<BurnPayload>(), {
    decode: ({ payload }): BurnPayload => ({ type: 'burn', ...payload }),
    encode: ({ asset, amount }) => ({ payload: { asset, amount } }),
  }),
};
