import { expect, test } from 'vitest';
import type { ProducedBlock } from '../blocks/produced-block.ts';
import { BlockTable } from './block-table.ts';
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
const blocks: ProducedBlock[] = [
  block,
  { ...block, height: 18, transactions: 5, elapsedMs: 9, leftOut: 2, report: { ...block.report, verifyMs: 7.94 } },
  { ...block, height: 19, transactions: 0 },
  { ...block, height: 20, transactions: 1, elapsedMs: 2 },
  {
    ...block,
    height: 9_999_999,
    transactions: 9999,
    elapsedMs: 20,
    commitMs: 99_999,
    report: { ...block.report, mode: 'sequential', reason: 'no healthy workers', verifyMs: 99_999 },
  },
];

function tableAt(width: number): string[] {
  const table = new BlockTable(() => width, plain);
  return [...table.begin(0), ...blocks.flatMap((one) => table.row(one))];
}

test('a terminal of 80 columns shows what matters', () => {
  expect(`\n${tableAt(80).join('\n')}\n`).toMatchInlineSnapshot(`
    "
          block    txs     tx/s  mode           verify      apply     commit
              0      -        -  genesis             -          -          -
             17  1,000      893  parallel     1,050 ms     4.0 ms      18 ms
             18      5      556  parallel       7.9 ms     4.0 ms      18 ms
      2 left out
             19      -           empty
             20      1           parallel     1,050 ms     4.0 ms      18 ms
      9,999,999  9,999  499,950  sequential  99,999 ms     4.0 ms  99,999 ms
    "
  `);
});

test('a terminal of 120 columns also shows why', () => {
  expect(`\n${tableAt(120).join('\n')}\n`).toMatchInlineSnapshot(`
    "
          block    txs     tx/s  mode        why                        verify      apply     commit  parallelism  conflicts
              0      -        -  genesis                                     -          -          -            -          -
             17  1,000      893  parallel    pays                     1,050 ms     4.0 ms      18 ms        1.97x       62 %
             18      5      556  parallel    pays                       7.9 ms     4.0 ms      18 ms        1.97x       62 %
      2 left out
             19      -           empty
             20      1           parallel    pays                     1,050 ms     4.0 ms      18 ms        1.97x       62 %
      9,999,999  9,999  499,950  sequential  no healthy workers      99,999 ms     4.0 ms  99,999 ms        1.97x       62 %
    "
  `);
});

test('no line is wider than its terminal, and a narrow one keeps what matters most', () => {
  const titles: string[] = [];
  for (let width = 160; width >= 20; width--) {
    const table = new BlockTable(() => width, plain);
    const lines = [...table.begin(1_234_567), ...blocks.flatMap((one) => table.row(one))];
    for (const line of lines) expect(line.length, `${width}: ${line}`).toBeLessThanOrEqual(width);
    titles.push(lines[0]!.trim().split(/ +/).join(' '));
  }
  expect([...new Set(titles)]).toMatchInlineSnapshot(`
    [
      "block txs tx/s mode why verify apply commit parallelism conflicts",
      "block txs tx/s mode verify apply commit",
      "block txs tx/s mode verify commit",
      "block txs tx/s mode verify",
      "block txs tx/s mode",
      "block txs tx/s",
      "block txs",
    ]
  `);
});

test('a head stands above the first row, after a change of width, and again before it has left a screen', () => {
  let width = 80;
  const table = new BlockTable(() => width, plain);
  const heads = (lines: string[]): number => lines.filter((line) => /^ +block /.test(line)).length;
  expect(heads(table.begin(0))).toBe(1);
  expect(heads(table.row(block))).toBe(0);
  width = 130;
  expect(heads(table.row(block))).toBe(1);
  const counts = Array.from({ length: 60 }, () => heads(table.row(block)));
  expect(counts.join('')).toMatch(/^(0{19}1){2,}/);
});

test('colours are for terminals that have them, and change no width', () => {
  const coloured = new BlockTable(() => 80, createStyle(true));
  const lines = [...coloured.begin(0), ...coloured.row(block)];
  expect(lines.join('')).toContain('\u001b');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a colour.
  expect(lines.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(tableAt(80).slice(0, 3));
});
