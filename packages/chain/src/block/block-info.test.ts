import { expect, test } from 'vitest';
import { outcome } from '../../test/devnet.ts';
import { decodeBlockInfo, encodeBlockInfo } from './block-info.ts';

const info = { baseReward: 97_486_707n, minerReward: 87_738_037n, devReward: 9_748_670n, gasFee: 2n ** 64n - 1n };

test('round trip', () => {
  expect(decodeBlockInfo(encodeBlockInfo(info))).toEqual(info);
});

test('refuses another length', async () => {
  for (const length of [0, 31, 33]) {
    expect(await outcome(() => decodeBlockInfo(new Uint8Array(length))), `${length}`).toBe('TOS_STORAGE_CORRUPT');
  }
});
