import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMempool, encodeMempool } from './mempool-bytes.ts';

const transaction = fc.record({
  firstSeen: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  wire: fc.uint8Array({ maxLength: 300 }),
});
const transactions = fc.array(transaction, { maxLength: 8 });

test('what was encoded is decoded, also from a view into other bytes', () => {
  fc.assert(
    fc.property(transactions, (all) => {
      const bytes = encodeMempool(all);
      expect(decodeMempool(bytes)).toEqual(all);
      expect(decodeMempool(Buffer.concat([Buffer.alloc(5), bytes, Buffer.alloc(3)]).subarray(5, -3))).toEqual(all);
    }),
  );
});

test('bytes that are cut, longer or changed anywhere are nothing', () => {
  const bytes = encodeMempool([
    { firstSeen: 1, wire: Uint8Array.of(1, 2, 3) },
    { firstSeen: 2, wire: new Uint8Array(0) },
  ]);
  for (let size = 0; size < bytes.length; size++) expect(decodeMempool(bytes.subarray(0, size))).toBeNull();
  expect(decodeMempool(Uint8Array.of(...bytes, 0))).toBeNull();
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const damaged = bytes.slice();
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    expect(decodeMempool(damaged), `bit ${bit}`).toBeNull();
  }
});

test('whatever the bytes, nothing is thrown', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => decodeMempool(bytes) === null));
});
