import { Opcode, parseExactJson, stringifyExactJson, u64FromHalves } from '@tos/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeBatch,
  decodeSequence,
  decodeTransaction,
  encodeTransaction,
  hashAt,
  messageAt,
  type PackedBatch,
  selectTransactions,
  signingBytes,
  sourceAt,
  type Transaction,
  transactionAt,
  transactionHash,
  wireAt,
} from '../src/index.ts';
import { transactionFromJson, transactionToJson } from '../src/json/index.ts';
import { payloads, transaction } from './arbitrary-transaction.ts';
import { expectViews } from './expect-views.ts';

const block = fc.array(transaction, { maxLength: 8 });

test('every type is among the payloads that are drawn', () => {
  const drawn = Object.values(payloads).map((payload) => fc.sample(payload, 1)[0]!.type);
  expect([...new Set(drawn)].sort()).toEqual(
    Object.keys(Opcode)
      .map((name) => name.toLowerCase())
      .sort(),
  );
});

test('object -> wire -> object -> JSON text -> object', () => {
  fc.assert(
    fc.property(transaction, (tx) => {
      const wire = encodeTransaction(tx);
      expect(decodeTransaction(wire)).toEqual(tx);
      expect(transactionFromJson(parseExactJson(stringifyExactJson(transactionToJson(tx))))).toEqual(tx);
      expect(transactionHash(wire)).toEqual(transactionHash(tx));
    }),
  );
});

test('columns say the same as the object form', () => {
  fc.assert(
    fc.property(block, (list) => {
      const batch = decodeBatch(list.map(encodeTransaction));
      expect(batch.count).toBe(list.length);
      for (const [i, tx] of list.entries()) expectColumns(batch, i, tx);
    }),
  );
});

test('a sequence decodes like its single transactions, from any offset, with anything behind it', () => {
  fc.assert(
    fc.property(block, fc.uint8Array(), fc.uint8Array(), (list, before, after) => {
      const wires = list.map(encodeTransaction);
      const body = Uint8Array.of(...before, ...wires.flatMap((wire) => [...wire]), ...after);
      const { batch, end } = decodeSequence(body, before.length, list.length);
      expect(batch).toEqual(decodeBatch(wires));
      expect(end).toBe(body.length - after.length);
      body.fill(0xff);
      expect(batch, 'not a view of the argument').toEqual(decodeBatch(wires));
    }),
  );
});

test('a selection is the batch of the selected transactions', () => {
  const selection = block.chain((list) =>
    fc.tuple(fc.constant(list), list.length === 0 ? fc.constant([]) : fc.array(fc.nat(list.length - 1))),
  );
  fc.assert(
    fc.property(selection, ([list, indices]) => {
      const wires = list.map(encodeTransaction);
      const selected = selectTransactions(decodeBatch(wires), indices);
      expect(selected).toEqual(decodeBatch(indices.map((i) => wires[i]!)));
    }),
  );
});

function expectColumns(batch: PackedBatch, i: number, tx: Transaction): void {
  const { bytes } = batch;
  const key = (offset: number) => bytes.slice(offset, offset + 32);
  expect(wireAt(batch, i)).toEqual(encodeTransaction(tx));
  expect(hashAt(batch, i)).toEqual(transactionHash(tx));
  expect(messageAt(batch, i)).toEqual(signingBytes(tx));
  expect(sourceAt(batch, i)).toEqual(tx.source);
  expect(transactionAt(batch, i)).toEqual(tx);
  expect(batch.chainId[i]).toBe(tx.chainId);
  expect(batch.feeType[i]).toBe(tx.feeType);
  expect(u64FromHalves(batch.feeHigh[i]!, batch.feeLow[i]!)).toBe(tx.fee);
  expect(u64FromHalves(batch.nonceHigh[i]!, batch.nonceLow[i]!)).toBe(tx.nonce);
  expect(key(batch.reference[i]!)).toEqual(tx.reference.hash);
  expect(u64FromHalves(batch.referenceHigh[i]!, batch.referenceLow[i]!)).toBe(tx.reference.topoheight);
  expect(bytes.slice(batch.signature[i], batch.signature[i]! + 64)).toEqual(tx.signature);
  expect(batch.hasMultisig[i]).toBe(tx.multisig === null ? 0 : 1);
  expect(batch.multisigCount[i]).toBe(tx.multisig?.length ?? 0);
  for (const [n, { id, signature }] of (tx.multisig ?? []).entries()) {
    const at = batch.multisig[i]! + n * 65;
    expect(bytes[at], `co-signature ${n}`).toBe(id);
    expect(bytes.slice(at + 1, at + 65), `co-signature ${n}`).toEqual(signature);
  }

  expectViews(batch, i, tx.payload);
}
