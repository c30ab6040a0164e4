import { defineType, fields, type TypeCodec, WireReader, WireWriter } from '@tos/transaction';
import { payloadJson } from '@tos/transaction/json';

/** Leaves a text on the chain. */
interface MemoPayload {
  readonly type: 'memo';
  /** 1 to 64 bytes. */
  readonly text: Uint8Array;
}

const memo: TypeCodec<MemoPayload> = defineType({
  opcode: 200,
  type: 'memo',
  payload: fields.record({ text: fields.sizedBytes({ length: 1, min: 1, max: 64, what: 'a memo' }) }),
});

const writer = new WireWriter();
memo.write(writer, { type: 'memo', text: Uint8Array.of(7, 8) });
const wire = writer.finish();
console.log(wire); // Uint8Array(3) [ 2, 7, 8 ]

const reader = new WireReader(wire, 'memo');
memo.walk(reader);
console.log(reader.remaining); // 0
console.log(payloadJson(memo).encode({ type: 'memo', text: Uint8Array.of(7, 8) })); // { payload: { text: '0708' } }
