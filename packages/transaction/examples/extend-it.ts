import { hexJson, type TypeCodec, WireReader, WireWriter } from '@tos/transaction';
import { z } from 'zod';

/** On the wire: length 1, then 1 to 64 bytes. */
interface MemoPayload {
  readonly type: 'memo';
  readonly text: Uint8Array;
}

const memoJson = z.strictObject({ payload: z.strictObject({ text: hexJson(1, 64) }) });

const memo: TypeCodec<MemoPayload> = {
  opcode: 200,
  type: 'memo',
  walk(reader) {
    const length = reader.u8();
    if (length === 0 || length > 64) reader.fail(`1 to 64 bytes, not ${length}`, -1);
    reader.skip(length);
  },
  read(reader) {
    return { type: 'memo', text: reader.bytes(reader.u8()) };
  },
  write(writer, { text }) {
    writer.u8(text.length);
    writer.bytes(text);
  },
  json: z.codec(memoJson, z.custom<MemoPayload>(), {
    decode: ({ payload }): MemoPayload => ({ type: 'memo', ...payload }),
    encode: ({ text }) => ({ payload: { text } }),
  }),
};

const writer = new WireWriter();
memo.write(writer, { type: 'memo', text: Uint8Array.of(7, 8) });
const wire = writer.finish();
console.log(wire); // Uint8Array(3) [ 2, 7, 8 ]

const reader = new WireReader(wire, 'memo');
memo.walk(reader);
console.log(reader.remaining); // 0
console.log(memo.json.encode({ type: 'memo', text: Uint8Array.of(7, 8) })); // { payload: { text: '0708' } }
