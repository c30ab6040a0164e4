import { DEV_FEE_CHANGE_HEIGHT, MAXIMUM_SUPPLY } from '@tos/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { baseReward, blockRewards, devFee, emittedAfter } from './emission.ts';

test('the numbers of docs/protocol.md §6.3 and §6.6', () => {
  expect(baseReward(0n)).toBe(97_486_707n);
  expect(blockRewards(0n, 1)).toEqual({ base: 97_486_707n, dev: 9_748_670n, miner: 87_738_037n });
  // The original's genesis consumes one reward, so its first two blocks are the second and the third to emit.
  const first = blockRewards(97_486_707n, 1);
  const second = blockRewards(97_486_707n + first.base, 2);
  expect(first.miner).toBe(87_738_037n);
  expect(first.miner + second.miner).toBe(175_476_073n);
  expect(emittedAfter(97_486_707n, 2)).toBe(97_486_707n + first.base + second.base);
});

test('the formula as the original writes it', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n * MAXIMUM_SUPPLY), (emitted) => {
      const left = MAXIMUM_SUPPLY - emitted;
      const expected = left <= 0n ? 0n : ((left / 2n ** 20n) * 1000n) / 1000n / 180n;
      expect(baseReward(emitted)).toBe(expected);
    }),
    { examples: [[MAXIMUM_SUPPLY], [MAXIMUM_SUPPLY - 1n], [MAXIMUM_SUPPLY - 180n * 2n ** 20n]] },
  );
});

test('the developers get 10 % until the height where it becomes 5 %', () => {
  expect(devFee(1_009n, DEV_FEE_CHANGE_HEIGHT - 1)).toBe(100n);
  expect(devFee(1_009n, DEV_FEE_CHANGE_HEIGHT)).toBe(50n);
});

test('recomputed emission is the sum of the rewards, block by block', () => {
  expect(emittedAfter(5n, 0)).toBe(5n);
  let emitted = 1_000_000_000n;
  for (let i = 0; i < 100; i++) emitted += baseReward(emitted);
  expect(emittedAfter(1_000_000_000n, 100)).toBe(emitted);
});
