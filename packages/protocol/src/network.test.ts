import { expect, test } from 'vitest';
import { networks } from './network.ts';

test('parallel execution is rolled out with the original’s thresholds, and on by default only on the devnet', () => {
  const rollout = Object.values(networks).map((network) => [
    network.name,
    network.parallelByDefault,
    network.parallelThreshold,
  ]);
  expect(rollout).toEqual([
    ['mainnet', false, 20],
    ['testnet', false, 10],
    ['stagenet', false, 10],
    ['devnet', true, 4],
  ]);
});
