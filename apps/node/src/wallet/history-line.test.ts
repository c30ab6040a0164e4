import { expect, test } from 'vitest';
import { historyLine } from './history-line.ts';

const at = { topoheight: 7n, hash: 'ab'.repeat(32), block_timestamp: 1_700_000_000_000n } as const;

test('a line says when, where and what', () => {
  expect(historyLine({ ...at, burn: { amount: 150_000_000n } })).toBe('2023-11-14 22:13:20         7  -1.5 TOS, burnt');
  expect(historyLine({ ...at, outgoing: { to: 'tst1x' } })).toContain('sent to tst1x');
  expect(historyLine({ ...at, multi_sig: { participants: [], threshold: 0n } })).toContain('multi sig');
});

test.each([0n, 8_640_000_000_000_000n, 2n ** 64n - 1n])(
  'a time of %s, which a foreign node may give, has a line',
  (time) => {
    expect(historyLine({ ...at, block_timestamp: time, mining: { reward: 1n } })).toMatch(
      /^[+\d-]+ \d\d:\d\d:\d\d {9}7 {2}\+0\.00000001 TOS, the reward of a block$/,
    );
  },
);
