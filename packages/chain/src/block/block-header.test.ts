import { MAX_BLOCK_TRANSACTIONS } from '@tos/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outcome } from '../../test/devnet.ts';
import { sampleHeader } from '../../test/sample-block.ts';
import { type BlockHeader, blockHeaderSize, decodeBlockHeader, encodeBlockHeader } from './block-header.ts';

const bytes = encodeBlockHeader(sampleHeader);
const hash = (fill: number) => new Uint8Array(32).fill(fill);

test('the layout, field by field', () => {
  const u64 = (text: string) => [...text.matchAll(/../g)].map((digits) => Number.parseInt(digits[0], 16));
  expect([...bytes]).toEqual([
    ...[0, ...u64('0102030405060708'), ...u64('1112131415161718'), ...u64('2122232425262728')],
    ...hash(3),
    ...[2, ...hash(4), ...hash(5)],
    ...[0, 2, ...sampleHeader.transactionHashes],
    ...hash(6),
    0,
  ]);
  expect(bytes.length).toBe(blockHeaderSize(2, 2));
});

test('round trip', () => {
  const u64 = fc.bigInt(0n, 2n ** 64n - 1n);
  const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const hashes = (maxLength: number) => fc.uniqueArray(bytes32, { maxLength, selector: String });
  const header = fc.record({
    version: fc.nat(255),
    height: u64,
    timestamp: u64,
    nonce: u64,
    extraNonce: bytes32,
    tips: hashes(5),
    transactionHashes: hashes(8).map((list) => Uint8Array.from(list.flatMap((item) => [...item]))),
    miner: bytes32,
  });
  fc.assert(
    fc.property(header, (value) => {
      expect(decodeBlockHeader(encodeBlockHeader(value))).toEqual(value);
    }),
  );
});

test('refuses every truncation and anything left over', async () => {
  for (let length = 0; length < bytes.length; length++) {
    expect(await outcome(() => decodeBlockHeader(bytes.slice(0, length))), `${length} bytes`).toBe(
      'TOS_INVALID_FORMAT',
    );
  }
  expect(await outcome(() => decodeBlockHeader(Uint8Array.of(...bytes, 0)))).toBe('TOS_INVALID_FORMAT');
});

test('a flipped bit is refused or decodes to exactly these bytes', async () => {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    let decoded: BlockHeader | undefined;
    const end = await outcome(() => {
      decoded = decodeBlockHeader(flipped);
    });
    if (decoded === undefined) expect(end, `bit ${bit}`).toMatch(/^TOS_(INVALID_FORMAT|NOT_SUPPORTED)$/);
    else expect(encodeBlockHeader(decoded), `bit ${bit}`).toEqual(flipped);
  }
});

test('refuses hashes that occur twice, other VRF bytes, too many transactions', async () => {
  const decode = (at: number, ...values: number[]) => {
    const changed = bytes.slice();
    changed.set(values, at);
    return outcome(() => decodeBlockHeader(changed));
  };
  expect(await decode(58 + 32, ...hash(4))).toBe('TOS_INVALID_FORMAT');
  expect(await decode(58 + 64 + 2 + 32, ...sampleHeader.transactionHashes.subarray(0, 32))).toBe('TOS_INVALID_FORMAT');
  expect(await decode(bytes.length - 1, 1)).toBe('TOS_NOT_SUPPORTED');
  expect(await decode(bytes.length - 1, 2)).toBe('TOS_INVALID_FORMAT');
  const count = MAX_BLOCK_TRANSACTIONS + 1;
  expect(await decode(58 + 64, count >> 8, count & 0xff)).toBe('TOS_INVALID_FORMAT');
});

test('encodes only what decodes', async () => {
  const encode = (change: Partial<BlockHeader>) => outcome(() => encodeBlockHeader({ ...sampleHeader, ...change }));
  expect(await encode({ tips: [hash(1), hash(1)] })).toBe('TOS_INVALID_FORMAT');
  expect(await encode({ transactionHashes: new Uint8Array(64) })).toBe('TOS_INVALID_FORMAT');
  expect(await encode({ transactionHashes: new Uint8Array(33) })).toBe('TOS_INVALID_ARGUMENT');
  expect(await encode({ transactionHashes: new Uint8Array(32 * 10_001) })).toBe('TOS_INVALID_ARGUMENT');
  expect(await encode({ miner: new Uint8Array(31) })).toBe('TOS_INVALID_ARGUMENT');
  expect(await encode({ version: 256 })).toBe('TOS_INVALID_ARGUMENT');
  expect(await encode({ height: 2n ** 64n })).toBe('TOS_U64_RANGE');
});
