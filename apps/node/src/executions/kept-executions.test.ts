import type { TracedClaim } from '@tos/executor';
import { decodeBatch } from '@tos/transaction';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ExecutedBlock, KeptExecutions } from './kept-executions.ts';

const nothing = { start: 0, end: 0 };
const claim: TracedClaim = { ...nothing, thread: 0, kind: 'owners', count: 1, transactions: [0] };

/** A block without transactions, whose trace has claims all the same: only its hash and their number matter here. */
function block(n: number, claims: number, startedAt = 0): ExecutedBlock {
  return {
    hash: new Uint8Array(32).fill(n),
    topoheight: n,
    transactions: decodeBatch([]),
    report: {
      mode: 'parallel',
      reason: 'pays',
      prepareMs: 0,
      verifyMs: 0,
      applyMs: 0,
      collectMs: 0,
      totalMs: 0,
      verified: 0,
      cached: 0,
      evidence: 0,
      effectiveParallelism: 1,
      conflictRate: 0,
      criticalPath: 0,
      levels: [],
      hottest: [],
      trace: { startedAt, total: 0, threads: 2, phases: [], claims: new Array(claims).fill(claim), ahead: () => [] },
    },
    trace: { merge: nothing, commit: nothing, placeOf: (transaction) => transaction },
  };
}

const isKept = (kept: KeptExecutions, n: number): boolean => kept.find(block(n, 0).hash) !== undefined;

test('the newest stay, as many as there is room for; a block that is executed again counts as new', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(40)), { maxLength: 60 }), (blocks) => {
      const mostBytes = 20_000;
      const kept = new KeptExecutions({ mostBytes });
      for (const [n, claims] of blocks) kept.keep(block(n, claims));
      // Newest first, each once.
      const newest = new Map(
        [...blocks]
          .reverse()
          .map(([n], age) => [n, age] as const)
          .reverse(),
      );
      const order = [...newest].sort(([, a], [, b]) => a - b).map(([n]) => n);
      const states = order.map((n) => isKept(kept, n));
      expect(states.lastIndexOf(true), `${order} ${states}`).toBeLessThan(
        states.includes(false) ? states.indexOf(false) : states.length,
      );
      // Ten small blocks find room.
      if (blocks.every(([, claims]) => claims === 0)) expect(states.slice(0, 9)).not.toContain(false);
    }),
  );
});

test('memory stays bounded however many blocks come', () => {
  const kept = new KeptExecutions({ mostBytes: 100_000 });
  for (let n = 0; n < 256; n++) kept.keep(block(n, 20));
  const count = Array.from({ length: 256 }, (_, n) => n).filter((n) => isKept(kept, n)).length;
  expect(count).toBeGreaterThan(5);
  expect(count).toBeLessThan(50);
});

test('a block that is larger than all room is not kept, and takes nothing from the next ones', () => {
  const kept = new KeptExecutions({ mostBytes: 10_000 });
  kept.keep(block(1, 1000));
  expect(isKept(kept, 1)).toBe(false);
  kept.keep(block(2, 1));
  kept.keep(block(3, 1));
  expect([isKept(kept, 2), isKept(kept, 3)]).toEqual([true, true]);
});

test('the beginning is told by the clock of the node', () => {
  const kept = new KeptExecutions({ clock: () => 1_000_000 });
  const started = performance.now() - 250;
  const one = block(1, 0, started);
  kept.keep(one);
  const { startedAt } = kept.find(one.hash)!;
  expect(startedAt).toBeLessThanOrEqual(1_000_000 - 250);
});
