import { PRUNE_SAFETY_LIMIT, STABLE_LIMIT } from '@tos/protocol';
import { contentDigest } from '@tos/state';
import { decodeBatch } from '@tos/transaction';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { lowestRollback } from '../src/history/rollback.ts';
import { type ChainHead, defaultMempoolLimits, Mempool, verifyChain } from '../src/index.ts';
import { batch, outcome } from './devnet.ts';
import {
  accounts,
  everyVersion,
  type InjectedDevnet,
  injectedGenesis,
  openInjectedDevnet,
  wireOf,
} from './injected-devnet.ts';

const miner = accounts[4]!;

interface Point {
  readonly head: ChainHead;
  readonly bytes: Uint8Array;
  readonly versions: unknown;
  readonly content: Uint8Array;
}

async function pointOf({ chain, storage }: InjectedDevnet, bytes: Uint8Array): Promise<Point> {
  return { head: chain.head, bytes, versions: await everyVersion(storage), content: await contentDigest(storage) };
}

const draft = fc
  .record({
    from: fc.nat({ max: 4 }),
    to: fc.option(fc.nat({ max: 6 })),
    amount: fc.bigInt({ min: 1n, max: 5_000_000n }),
  })
  .filter(({ from, to }) => from !== to);
const step = fc.record({
  rollback: fc.option(fc.nat({ max: 6 })),
  blocks: fc.array(fc.array(draft, { maxLength: 4 }), { maxLength: 3 }),
});

test('rolled back and executed again, blocks give what they gave before, in every domain', async () => {
  const factor = Number(process.env['TOS_TEST_FACTOR'] ?? 1);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
      const devnet = await openInjectedDevnet();
      const { chain, storage } = devnet;
      const points = [await pointOf(devnet, new Uint8Array())];
      const nonces: bigint[][] = [[0n, 0n, 0n, 0n, 0n]];
      for (const { rollback, blocks } of steps) {
        if (rollback !== null) {
          const to = Math.max(0, points.length - 1 - rollback);
          const again = points.slice(to + 1);
          const result = await chain.rollbackTo(to);
          expect(result.head).toEqual(points[to]!.head);
          expect(await pointOf(devnet, points[to]!.bytes)).toEqual(points[to]);
          for (const point of again) {
            await chain.importBlock(point.bytes);
            expect(await pointOf(devnet, point.bytes), `topoheight ${point.head.topoheight}`).toEqual(point);
          }
          // Another history continues from there.
          await chain.rollbackTo(to);
          points.length = nonces.length = to + 1;
        }
        for (const drafts of blocks) {
          const next = [...nonces.at(-1)!];
          const reference = chain.head;
          const wires = drafts.map((given) => wireOf({ ...given, nonce: next[given.from]!++ }, reference));
          const block = await chain.produceBlock({ candidates: decodeBatch(wires), miner });
          expect(block.leftOut).toEqual([]);
          points.push(await pointOf(devnet, block.bytes));
          nonces.push(next);
        }
      }
      const findings: unknown[] = [];
      for await (const finding of verifyChain(storage, injectedGenesis)) findings.push(finding);
      expect(findings).toEqual([]);
    }),
    { numRuns: 25 * factor },
  );
});

async function grow({ chain }: InjectedDevnet, blocks: number): Promise<void> {
  for (let i = 0; i < blocks; i++) await chain.produceBlock({ candidates: decodeBatch([]), miner });
}

test('the transactions come back, for the mempool to judge again', async () => {
  const devnet = await openInjectedDevnet();
  const { chain, executor } = devnet;
  let now = 1000;
  const mempool = new Mempool(defaultMempoolLimits, { chain, executor, clock: () => now });
  const genesis = chain.head;
  const [first, second, third, fourth] = [0n, 1n, 2n, 3n].map((nonce) =>
    wireOf({ from: 0, to: 1, amount: 5n, nonce }, genesis),
  );
  await chain.produceBlock({ candidates: batch(first!), miner });
  const undone = chain.head;
  const late = wireOf({ from: 1, to: 2, amount: 7n, nonce: 0n }, undone);
  await chain.produceBlock({ candidates: batch(second!, late), miner });
  await mempool.add(third!);
  await mempool.add(fourth!);

  now = 2000;
  const { head, transactions } = await chain.rollbackTo(0);
  expect(head).toEqual(genesis);
  expect(transactions).toEqual([first, second, late]);
  // One of them refers to a block that is undone.
  expect(await mempool.afterRollback(transactions)).toEqual({ kept: 4, dropped: 1 });
  expect([...mempool.entries()].map(({ wire }) => wire)).toEqual([first, second, third, fourth]);
  // A transaction that waited all the time keeps the time of its arrival.
  expect([...mempool.entries()].map(({ firstSeen }) => firstSeen)).toEqual([2000, 2000, 1000, 1000]);
  const block = await chain.produceBlock({ candidates: mempool.take(10_000, 10), miner });
  expect(block).toMatchObject({ height: 1, leftOut: [], transactions: { count: 4 } });
});

test('not below the stable topoheight unless asked, nor above the head', async () => {
  const devnet = await openInjectedDevnet();
  const { chain } = devnet;
  await grow(devnet, STABLE_LIMIT + 3);
  const before = chain.head;
  for (const bad of [2, 0, before.topoheight + 1, -1, 3.5, Number.NaN]) {
    expect(await outcome(() => chain.rollbackTo(bad)), String(bad)).toBe('TOS_INVALID_ARGUMENT');
  }
  expect(chain.head).toBe(before);
  expect((await chain.rollbackTo(before.topoheight)).transactions).toEqual([]);
  expect((await chain.rollbackTo(3)).head.topoheight).toBe(3);
  expect((await chain.rollbackTo(0, { belowStable: true })).head.topoheight).toBe(0);
});

test('blocks and rollbacks queue up', async () => {
  const devnet = await openInjectedDevnet();
  const { chain } = devnet;
  const empty = { candidates: decodeBatch([]), miner };
  const [, back, third] = await Promise.all([
    chain.produceBlock(empty),
    chain.rollbackTo(0),
    chain.produceBlock(empty),
  ]);
  expect([back.head.topoheight, third.topoheight, chain.head.topoheight]).toEqual([0, 1, 1]);
});

test('a rollback that the storage refuses leaves the chain as it was', async () => {
  const devnet = await openInjectedDevnet();
  const { chain, storage } = devnet;
  await grow(devnet, 2);
  const before = chain.head;
  vi.spyOn(storage, 'commit').mockRejectedValueOnce(new Error('disk full'));
  await expect(chain.rollbackTo(1)).rejects.toThrow('disk full');
  expect(chain.head).toBe(before);
  await grow(devnet, 1);
  expect(chain.head.topoheight).toBe(3);
});

test('how deep a rollback may go', () => {
  expect(lowestRollback({ head: 10, prunedBelow: 0 })).toBe(0);
  expect(lowestRollback({ head: 1000, prunedBelow: 0 })).toBe(1000 - STABLE_LIMIT);
  expect(lowestRollback({ head: 1000, prunedBelow: 0 }, { belowStable: true })).toBe(0);
  expect(lowestRollback({ head: 1000, prunedBelow: 500 }, { belowStable: true })).toBe(500 + PRUNE_SAFETY_LIMIT);
  expect(lowestRollback({ head: 1000, prunedBelow: 900 })).toBe(900 + PRUNE_SAFETY_LIMIT);
});
