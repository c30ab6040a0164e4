import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterEvent, KEPT_BLOCKS, type LiveBlock, type LiveBlocks, nothingYet } from './live-blocks.ts';

function block(topoheight: number, fork = 0): LiveBlock {
  return { hash: `${topoheight}-${fork}`, topoheight, timestamp: 0, transactions: 0, bytes: 0 };
}

function after(events: readonly Parameters<typeof afterEvent>[1][]): LiveBlocks {
  return events.reduce(afterEvent, nothingYet);
}

test('a chain that is begun with anew forgets the blocks before', () => {
  expect(after([]).hasBegun).toBe(false);
  const blocks = [1, 2].map((at) => ({ kind: 'block' as const, block: block(at) }));
  expect(after([{ kind: 'begun' }, ...blocks])).toEqual({ hasBegun: true, blocks: [block(2), block(1)] });
  expect(after([{ kind: 'begun' }, ...blocks, { kind: 'begun' }])).toEqual({ hasBegun: true, blocks: [] });
});

test('whatever comes, the kept blocks are the newest of one order, without doubles', () => {
  const event = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('block' as const),
        block: fc.tuple(fc.nat(9), fc.nat(1)).map(([at, fork]) => block(at, fork)),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('orphaned' as const),
        hash: fc.tuple(fc.nat(9), fc.nat(1)).map(([at, fork]) => `${at}-${fork}`),
      }),
    },
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const { blocks } = after(events);
      const heights = blocks.map(({ topoheight }) => topoheight);
      expect(heights).toEqual([...new Set(heights)].sort((a, b) => b - a));
      const last = events.at(-1);
      if (last?.kind === 'block') expect(blocks[0]).toEqual(last.block);
      if (last?.kind === 'orphaned') expect(blocks.map(({ hash }) => hash)).not.toContain(last.hash);
    }),
  );
});

test('figures come to their block, and to no other', () => {
  const figures = { parallelism: 1.5, conflicts: 10, commitMs: 2 };
  const events = [1, 2].map((at) => ({ kind: 'block' as const, block: block(at) }));
  const executed = { kind: 'executed' as const, hash: '1-0', figures };
  expect(after([...events, executed]).blocks).toEqual([block(2), { ...block(1), figures }]);
  expect(after([...events, { ...executed, hash: '3-0' }]).blocks).toEqual([block(2), block(1)]);
});

test('memory is bounded, however many blocks come', () => {
  let state = nothingYet;
  for (let i = 0; i < 3 * KEPT_BLOCKS; i++) state = afterEvent(state, { kind: 'block', block: block(i) });
  expect(state.blocks).toHaveLength(KEPT_BLOCKS);
  expect(state.blocks[0]?.topoheight).toBe(3 * KEPT_BLOCKS - 1);
});
