import type { BlockTrace } from '@tos/chain';
import { networks } from '@tos/protocol';
import { decodeBatch } from '@tos/transaction';
import { expect, test } from 'vitest';
import { accounts, openInjectedDevnet, wireOf } from '../../../../../packages/chain/test/injected-devnet.ts';
import { KeptExecutions } from '../../executions/kept-executions.ts';
import { blockExecutionJson, toBlockExecutionJson } from './block-execution-json.ts';

test('what was left out of the block counts, and the others have their places in the block', async () => {
  const { chain } = await openInjectedDevnet();
  // The third has the nonce of the first, and the fifth pays more than its sender has.
  const drafts = [
    { from: 0, to: 5, amount: 1n, nonce: 0n },
    { from: 1, to: 5, amount: 1n, nonce: 0n },
    { from: 0, to: 5, amount: 2n, nonce: 0n },
    { from: 2, to: 5, amount: 1n, nonce: 0n },
    { from: 3, to: 5, amount: 10n ** 18n, nonce: 0n },
    { from: 4, to: 5, amount: 1n, nonce: 0n },
  ];
  const candidates = decodeBatch(drafts.map((draft) => wireOf(draft, chain.head)));
  const block = await chain.produceBlock({ candidates, miner: accounts[6]! });
  expect(block.leftOut).toHaveLength(2);
  const kept = new KeptExecutions();
  kept.keep(block);
  const json = toBlockExecutionJson(kept.find(block.hash)!, networks.devnet);
  expect(blockExecutionJson.parse(json)).toEqual(json);
  expect(json).toMatchObject({ transactions: 4, left_out: 2 });
  const placed = json.claims.flatMap(({ transactions }) => transactions);
  expect(placed).toEqual([0, 1, 2, 3]);
  expect(json.claims.reduce((sum, { count }) => sum + count, 0)).toBe(json.verified);
  expect(json.verified).toBeGreaterThan(placed.length);
  expect(json.conflicts.levels).toEqual([5, 1]);
});

test('phases and claims stand in the order of their beginnings, and evidence names no transactions', async () => {
  const { chain } = await openInjectedDevnet();
  const candidates = decodeBatch([wireOf({ from: 0, to: 5, amount: 1n, nonce: 0n }, chain.head)]);
  const block = await chain.produceBlock({ candidates, miner: accounts[6]! });
  const trace: BlockTrace = { ...block.trace, merge: { start: 90, end: 95 }, commit: { start: 97, end: 99 } };
  const claims = [
    { thread: 1, kind: 'evidence', start: 7, end: 9, count: 3, transactions: [] },
    { thread: 0, kind: 'owners', start: 2, end: 5, count: 1, transactions: [0] },
  ] as const;
  const phases = [
    { phase: 'pass', start: 4, end: 6 },
    { phase: 'verify', start: 1, end: 8 },
  ] as const;
  const report = { ...block.report, trace: { ...block.report.trace, claims, phases } };
  const kept = new KeptExecutions();
  kept.keep({ ...block, report, trace });
  const json = toBlockExecutionJson(kept.find(block.hash)!, networks.devnet);
  expect(json.phases.map(({ name }) => name)).toEqual(['verify', 'pass', 'merge', 'commit']);
  expect(json.claims).toEqual([
    { thread: 0, kind: 'signatures', start_us: 2, end_us: 5, count: 1, transactions: [0] },
    { thread: 1, kind: 'evidence', start_us: 7, end_us: 9, count: 3, transactions: [] },
  ]);
  // 99 less the 7 of verify, and the pass of 2 and the claims of 2 and 3 one after the other.
  expect(json).toMatchObject({ total_us: 99, sequential_us: 99 - 7 + 2 + 2 + 3 });
});
