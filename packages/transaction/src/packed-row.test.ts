import fc from 'fast-check';
import { expect, test } from 'vitest';
import { transaction } from '../test/arbitrary-transaction.ts';
import { outcome } from '../test/outcome.ts';
import { burnSample } from '../test/samples.ts';
import { decodeBatch } from './decode-batch.ts';
import { encodeTransaction } from './encode.ts';
import { joinRows, rowAt } from './packed-row.ts';

const wires = fc.array(transaction.map(encodeTransaction), { maxLength: 6 });

test('rows of any batches, joined in any order, are what decoding their wire bytes gives', () => {
  fc.assert(
    fc.property(wires, fc.array(fc.nat(5)), (list, wanted) => {
      const together = decodeBatch(list);
      const indices = wanted.filter((i) => i < list.length);
      // Every other one from a batch of its own.
      const rows = indices.map((i, at) => (at % 2 === 0 ? rowAt(together, i) : rowAt(decodeBatch([list[i]!]), 0)));
      expect(joinRows(rows)).toStrictEqual(decodeBatch(indices.map((i) => list[i]!)));
    }),
  );
});

test('a row keeps no memory of its batch, nor a batch that of its rows', () => {
  const wire = encodeTransaction(burnSample);
  const batch = decodeBatch([wire, wire]);
  const row = rowAt(batch, 1);
  for (const { buffer } of [row.wire, row.hash, row.columns]) {
    expect(buffer.byteLength).toBeLessThanOrEqual(wire.length);
    expect([batch.bytes.buffer, batch.hash.buffer]).not.toContain(buffer);
  }
  batch.bytes.fill(0xff);
  batch.hash.fill(0xff);
  expect(row).toStrictEqual(rowAt(decodeBatch([wire]), 0));
  const joined = joinRows([row]);
  row.wire.fill(0xff);
  row.hash.fill(0xff);
  expect(joined).toStrictEqual(decodeBatch([wire]));
});

test('what is no row is refused', () => {
  const row = rowAt(decodeBatch([encodeTransaction(burnSample)]), 0);
  const wrong: unknown[] = [
    undefined,
    null,
    [],
    row.wire,
    { ...row, wire: [...row.wire] },
    { ...row, hash: row.hash.subarray(1) },
    { ...row, columns: row.columns.subarray(1) },
    { ...row, columns: [...row.columns] },
  ];
  for (const value of wrong) {
    expect(outcome(() => Reflect.apply(joinRows, null, [[row, value]]))).toBe('TOS_INVALID_ARGUMENT');
  }
});
