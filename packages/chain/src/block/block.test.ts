import { MAX_BLOCK_SIZE } from '@tos/protocol';
import { decodeBatch, selectTransactions } from '@tos/transaction';
import { expect, test } from 'vitest';
import { outcome } from '../../test/devnet.ts';
import { sampleBlock, sampleHeader } from '../../test/sample-block.ts';
import { decodeBlock, encodeBlock } from './block.ts';
import { blockHeaderSize } from './block-header.ts';

const bytes = encodeBlock(sampleBlock);
const bodyAt = blockHeaderSize(2, 2);

test('header, then the transactions', () => {
  expect(bytes.subarray(bodyAt)).toEqual(sampleBlock.transactions.bytes);
  const decoded = decodeBlock(bytes);
  expect(decoded).toEqual(sampleBlock);
  expect(encodeBlock(decoded)).toEqual(bytes);
});

test('a block without transactions', () => {
  const empty = { header: { ...sampleHeader, transactionHashes: new Uint8Array(0) }, transactions: decodeBatch([]) };
  expect(decodeBlock(encodeBlock(empty))).toEqual(empty);
});

test('refuses every truncation and anything left over', async () => {
  for (let length = 0; length < bytes.length; length++) {
    expect(await outcome(() => decodeBlock(bytes.slice(0, length))), `${length} bytes`).toBe('TOS_INVALID_FORMAT');
  }
  expect(await outcome(() => decodeBlock(Uint8Array.of(...bytes, 0)))).toBe('TOS_INVALID_FORMAT');
});

test('refuses every flipped bit of the body and of the listed hashes', async () => {
  for (let bit = (58 + 64) * 8; bit < bytes.length * 8; bit++) {
    if (bit >= (bodyAt - 33) * 8 && bit < (bodyAt - 1) * 8) continue; // the miner's key: any 32 bytes decode
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    // TOS_NOT_SUPPORTED: VRF data, or a transaction type without a codec.
    expect(await outcome(() => decodeBlock(flipped)), `bit ${bit}`).toMatch(/^TOS_(INVALID_FORMAT|NOT_SUPPORTED)$/);
  }
});

test('refuses transactions that the header does not list, or in another order, or twice', async () => {
  const { transactions } = sampleBlock;
  const swapped = selectTransactions(transactions, [1, 0]);
  const twice = selectTransactions(transactions, [0, 0]);
  const one = selectTransactions(transactions, [0]);
  for (const [name, other] of Object.entries({ swapped, twice, one })) {
    expect(await outcome(() => encodeBlock({ header: sampleHeader, transactions: other })), name).toBe(
      'TOS_INVALID_FORMAT',
    );
  }
  const header = { ...sampleHeader, transactionHashes: twice.hash };
  expect(await outcome(() => encodeBlock({ header, transactions: twice }))).toBe('TOS_INVALID_FORMAT');
  const exchanged = bytes.slice();
  exchanged.set(swapped.bytes, bodyAt);
  expect(await outcome(() => decodeBlock(exchanged))).toBe('TOS_INVALID_FORMAT');
});

test('refuses more than a block may have before looking at it', async () => {
  expect(await outcome(() => decodeBlock(new Uint8Array(MAX_BLOCK_SIZE + 1)))).toBe('TOS_INVALID_FORMAT');
});
