import { expect, test } from 'vitest';
import type { ProducedBlock } from '../blocks/produced-block.ts';
import { liveLine } from './live-line.ts';
import { createStyle } from './style.ts';

const plain = createStyle(false);
const block: ProducedBlock = {
  height: 17,
  transactions: 1000,
  leftOut: 0,
  elapsedMs: 1119.8,
  commitMs: 18.2,
  report: {
    mode: 'parallel',
    reason: 'pays',
    prepareMs: 12,
    verifyMs: 1050.4,
    applyMs: 4.04,
    collectMs: 0,
    totalMs: 1066,
    verified: 1000,
    cached: 0,
    evidence: 0,
    effectiveParallelism: 1.968,
    conflictRate: 0.617,
    criticalPath: 3,
    levels: [],
    hottest: [],
    trace: { startedAt: 0, total: 0, threads: 1, phases: [], claims: [], ahead: () => [] },
  },
};

test('lines stand in columns', () => {
  const lines = [
    block,
    { ...block, height: 18, transactions: 5, elapsedMs: 9, leftOut: 2, report: { ...block.report, verifyMs: 7.94 } },
    { ...block, height: 19, transactions: 0 },
    { ...block, height: 20, transactions: 1, elapsedMs: 2 },
    { ...block, height: 1_234_567, report: { ...block.report, mode: 'sequential', reason: 'switched off' } as const },
  ];
  expect(`\n${lines.map((line) => liveLine(line, plain)).join('\n')}\n`).toMatchInlineSnapshot(`
    "
    block      17  1,000 txs     893 tx/s  parallel (pays)  verify 1,050 ms  apply  4.0 ms  commit   18 ms  parallelism 1.97x  conflicts  62 %
    block      18      5 txs     556 tx/s  parallel (pays)  verify   7.9 ms  apply  4.0 ms  commit   18 ms  parallelism 1.97x  conflicts  62 %  2 left out
    block      19      empty
    block      20      1 tx                parallel (pays)  verify 1,050 ms  apply  4.0 ms  commit   18 ms  parallelism 1.97x  conflicts  62 %
    block 1,234,567  1,000 txs     893 tx/s  sequential (switched off)  verify 1,050 ms  apply  4.0 ms  commit   18 ms  parallelism 1.97x  conflicts  62 %
    "
  `);
});

test('colours are for terminals alone', () => {
  expect(liveLine(block, plain)).not.toContain('\u001b');
  expect(liveLine(block, createStyle(true))).toContain('\u001b');
});
