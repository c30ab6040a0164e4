import { MAX_MULTISIG_PARTICIPANTS, Opcode } from '@tos/protocol';
import { z } from 'zod';
import { hexJson, u8Json } from '../json-fields.ts';
import { isSameKey } from './same-key.ts';
import type { TypeCodec } from './type-codec.ts';

/** Sets, replaces or deletes the participants whose co-signatures the sender's transactions need. */
export interface MultisigPayload {
  readonly type: 'multisig';
  /** Co-signatures that a transaction needs, 0 to 255; 0 deletes the setup, and no participant is listed then. */
  readonly threshold: number;
  /** Keys, 32 bytes each, none twice: 1 to 255 of them, none for a deletion. */
  readonly participants: readonly Uint8Array[];
}

const multisigJson = z.strictObject({
  payload: z
    .strictObject({ threshold: u8Json, participants: z.array(hexJson(32)).max(MAX_MULTISIG_PARTICIPANTS) })
    .refine(
      ({ threshold, participants }) => threshold > 0 || participants.length === 0,
      'expected no participants for threshold 0',
    ),
});

/** On the wire: threshold 1; unless it is 0: count 1, then keys of 32. */
export const multisig: TypeCodec<MultisigPayload> = {
  opcode: Opcode.MULTISIG,
  type: 'multisig',
  walk(reader) {
    if (reader.u8() === 0) return;
    const count = reader.u8();
    if (count === 0) reader.fail('a threshold above 0 needs participants', -1);
    const first = reader.offset;
    for (let n = 0; n < count; n++) {
      const at = reader.skip(32);
      for (let other = first; other < at; other += 32) {
        if (isSameKey(reader.source, at, other)) reader.fail('a participant occurs twice', -32);
      }
    }
  },
  read(reader) {
    const threshold = reader.u8();
    const participants = threshold === 0 ? [] : Array.from({ length: reader.u8() }, () => reader.bytes(32));
    return { type: 'multisig', threshold, participants };
  },
  write(writer, { threshold, participants }) {
    writer.u8(threshold, 'threshold');
    if (threshold > 0) writer.list(participants, 1, 'participants', (key) => writer.fixed(key, 32, ''));
    else if (!Array.isArray(participants) || participants.length > 0) {
      throw writer.refuse('participants', 'empty where the threshold is 0', participants);
    }
  },
  json: z.codec(multisigJson, z.custom<MultisigPayload>(), {
    decode: ({ payload }): MultisigPayload => ({ type: 'multisig', ...payload }),
    encode: ({ threshold, participants }) => ({ payload: { threshold, participants: [...participants] } }),
  }),
};
