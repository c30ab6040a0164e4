import fc from 'fast-check';
import { expect, test } from 'vitest';
import { transaction } from '../test/arbitrary-transaction.ts';
import { decodeBatch, decodeSequence } from './decode-batch.ts';
import { encodeTransaction } from './encode.ts';
import { joinBatches } from './join-batches.ts';
import { selectTransactions } from './select-transactions.ts';

const wires = fc.array(transaction.map(encodeTransaction), { maxLength: 4 });

test('batches, however they were made, join to what decoding all their wire bytes gives', () => {
  fc.assert(
    fc.property(fc.array(wires, { maxLength: 4 }), (lists) => {
      const batches = lists.map((list, i) => {
        if (i % 3 === 0) return decodeBatch(list);
        const body = Uint8Array.from(list.flatMap((wire) => [...wire]));
        if (i % 3 === 1) return decodeSequence(body, 0, list.length).batch;
        return selectTransactions(decodeBatch([...list, ...list]), [...list.keys()]);
      });
      expect(joinBatches(batches)).toStrictEqual(decodeBatch(lists.flat()));
    }),
  );
});

test('the only batch with transactions is not copied', () => {
  const [wire] = fc.sample(transaction.map(encodeTransaction), 1);
  const batch = decodeBatch([wire!]);
  const none = decodeBatch([]);
  expect(joinBatches([none, batch, none])).toBe(batch);
  expect(joinBatches([none, none])).toStrictEqual(none);
});
