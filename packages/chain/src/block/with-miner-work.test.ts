import { expect, test } from 'vitest';
import { outcome } from '../../test/devnet.ts';
import { sampleHeader } from '../../test/sample-block.ts';
import { blockHash, minerWork } from './block-hash.ts';
import type { BlockHeader } from './block-header.ts';
import { withMinerWork } from './with-miner-work.ts';

const hash = (fill: number) => new Uint8Array(32).fill(fill);

const chosen: Partial<BlockHeader> = { timestamp: 7n, nonce: 2n ** 64n - 1n, extraNonce: hash(8), miner: hash(9) };

test('what a miner chose comes back, and gives the hash of the work', () => {
  const mined = { ...sampleHeader, ...chosen };
  const work = minerWork(mined);
  expect(withMinerWork(sampleHeader, work)).toEqual(mined);
  expect(blockHash(withMinerWork(sampleHeader, work))).toEqual(blockHash(mined));
  // The bytes are the caller's.
  const header = withMinerWork(sampleHeader, work);
  work.fill(0);
  expect(header).toEqual(mined);
});

test('refuses the work of another header', async () => {
  for (const other of [{ version: 1 }, { height: 1n }, { tips: [] }, { transactionHashes: new Uint8Array(0) }]) {
    const work = minerWork({ ...sampleHeader, ...other });
    expect(await outcome(() => withMinerWork(sampleHeader, work)), Object.keys(other).join()).toBe(
      'TOS_INVALID_FORMAT',
    );
  }
});

test('refuses every flipped bit of the work hash, and another length', async () => {
  const work = minerWork(sampleHeader);
  for (let bit = 0; bit < 256; bit++) {
    const flipped = work.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(await outcome(() => withMinerWork(sampleHeader, flipped)), `bit ${bit}`).toBe('TOS_INVALID_FORMAT');
  }
  for (const length of [0, 31, 111, 113]) {
    const other = new Uint8Array(length);
    other.set(work.subarray(0, length));
    expect(await outcome(() => withMinerWork(sampleHeader, other)), `${length} bytes`).toBe('TOS_INVALID_FORMAT');
  }
});
