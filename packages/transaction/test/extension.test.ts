import { baseline, MAX_TRANSACTION_SIZE, Opcode } from '@tos/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  hashAt,
  messageAt,
  type PackedBatch,
  selectTransactions,
  type Transaction,
  transactionHash,
} from '../src/index.ts';
import { decodeRun, decodeWires } from '../src/packed-decoder.ts';
import { readEnvelope } from '../src/read-envelope.ts';
import { registeredCodecs } from '../src/types/codecs.ts';
import type { TypeCodec } from '../src/types/type-codec.ts';
import { ENVELOPE_SIZE, type Grammar } from '../src/walk-envelope.ts';
import { writeEnvelope, writeMessage } from '../src/write-envelope.ts';
import { transaction } from './arbitrary-transaction.ts';
import { outcome } from './outcome.ts';

// The smallest type with fields 8-9: the payload is a memo, the extension a proof, each a length (u8) and bytes.

interface ProvenPayload {
  readonly type: 'proven';
  readonly memo: Uint8Array;
  readonly proof: Uint8Array;
}

const proven: TypeCodec<ProvenPayload> = {
  opcode: Opcode.UNO_TRANSFERS,
  type: 'proven',
  walk(reader) {
    reader.skip(reader.u8());
  },
  read(reader, extension) {
    return { type: 'proven', memo: reader.bytes(reader.u8()), proof: extension.bytes(extension.u8()) };
  },
  write(writer, { memo }) {
    writer.u8(memo.length);
    writer.bytes(memo);
  },
  json: () => z.custom<never>(),
  extension: {
    walk(reader) {
      const length = reader.u8();
      if (length === 0) reader.fail('a proof has bytes', -1);
      reader.skip(length);
    },
    write(writer, { proof }) {
      writer.u8(proof.length);
      writer.bytes(proof);
    },
  },
};

const plain = registeredCodecs[Opcode.BURN]!;
const registered: Grammar['codecs'] = registeredCodecs;
const grammar: Grammar = { profile: baseline, codecs: registered.with(Opcode.UNO_TRANSFERS, proven) };

const provenTransaction: fc.Arbitrary<Transaction<ProvenPayload>> = fc
  .tuple(transaction, fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 1, maxLength: 200 }))
  .map(([tx, memo, proof]) => ({ ...tx, payload: { type: 'proven', memo, proof } }));

const encoded = fc.oneof(
  provenTransaction.map((tx) => ({ tx, wire: writeEnvelope(tx, proven), message: writeMessage(tx, proven) })),
  transaction
    .filter(({ payload }) => payload.type === 'burn')
    .map((tx) => ({ tx, wire: writeEnvelope(tx, plain), message: writeMessage(tx, plain) })),
);

test('fields 8-9 are on the wire and in the hash, not in the signing bytes', () => {
  fc.assert(
    fc.property(fc.array(encoded, { maxLength: 6 }), fc.array(fc.nat(5)), (list, wanted) => {
      const wires = list.map(({ wire }) => wire);
      const batch = decodeWires(wires, grammar);
      const body = Uint8Array.of(1, 2, ...wires.flatMap((wire) => [...wire]), 3);
      const run = decodeRun(body, 2, list.length, grammar);
      expect(run).toEqual({ batch, end: body.length - 1 });
      expectMessages(batch, list);

      const indices = wanted.filter((i) => i < list.length);
      const selected = selectTransactions(batch, indices);
      const expected = indices.map((i) => list[i]!);
      expect(selected).toEqual(
        decodeWires(
          expected.map(({ wire }) => wire),
          grammar,
        ),
      );
      expectMessages(selected, expected);
    }),
  );
});

test('fields 8-9 are decoded strictly', () => {
  fc.assert(
    fc.property(provenTransaction, (tx) => {
      const wire = writeEnvelope(tx, proven);
      expect(readEnvelope(decodeWires([wire], grammar), 0, proven)).toEqual(tx);
      for (let length = 0; length < wire.length; length++) {
        expect(
          outcome(() => decodeWires([wire.slice(0, length)], grammar)),
          `${length} bytes`,
        ).toBe('TOS_INVALID_FORMAT');
      }
    }),
    { numRuns: 10 },
  );
  const sample = fc.sample(provenTransaction, 1)[0]!;
  const empty = { ...sample, payload: { ...sample.payload, proof: new Uint8Array(0) } };
  expect(() => decodeWires([writeEnvelope(empty, proven)], grammar)).toThrow('a proof has bytes');
});

test('a sequence refuses a transaction above the largest size, which its type alone would allow', () => {
  const large: TypeCodec = { ...proven, walk: (reader) => void reader.skip(reader.u32()) };
  const codecs = registered.with(Opcode.UNO_TRANSFERS, large);
  const decode = (size: number) => {
    const wire = new Uint8Array(size);
    wire.set([1, 3]);
    wire[34] = Opcode.UNO_TRANSFERS;
    const payload = size - ENVELOPE_SIZE - 4 - 2; // u32 length before it, extension of two bytes behind it
    new DataView(wire.buffer).setUint32(35, payload);
    wire[39 + payload + 17] = 1;
    return decodeRun(wire, 0, 1, { profile: baseline, codecs });
  };
  expect(decode(MAX_TRANSACTION_SIZE).end).toBe(MAX_TRANSACTION_SIZE);
  expect(() => decode(MAX_TRANSACTION_SIZE + 1)).toThrow('at most 1048576 bytes');
});

function expectMessages(batch: PackedBatch, list: readonly { wire: Uint8Array; message: Uint8Array }[]): void {
  for (const [i, { wire, message }] of list.entries()) {
    expect(messageAt(batch, i), `message ${i}`).toEqual(message);
    expect(hashAt(batch, i), `hash ${i}`).toEqual(transactionHash(wire));
  }
}
