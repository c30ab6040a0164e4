import { bytesToHex } from '@noble/hashes/utils.js';
import type { RunTotals } from '../run-totals.ts';
import { formatInteger, formatTos } from './format.ts';
import type { Style } from './style.ts';

/** Coins that should exist and coins that do, in atomic units, counted after the storage was opened again. */
export interface SupplyCheck {
  readonly expected: bigint;
  readonly actual: bigint;
}

export interface Summary {
  readonly totals: RunTotals;
  /** State digest at the head: 32 bytes. */
  readonly digest: Uint8Array;
  readonly supply: SupplyCheck;
}

/** The table at the end of a run. */
export function summaryTable({ totals, digest, supply }: Summary, style: Style): string {
  const verdict = supply.expected === supply.actual ? style.good('OK') : style.bad('MISMATCH');
  const rows: readonly (readonly [string, string])[] = [
    ['blocks', `${formatInteger(totals.blocks)} in this run`],
    ['transactions', formatInteger(totals.transactions)],
    ['tx/s', `${formatInteger(Math.round(totals.txPerSecond))} from wire bytes to disk, signing not counted`],
    [
      'executor',
      `${formatInteger(totals.parallelBlocks)} parallel, ${formatInteger(totals.sequentialBlocks)} sequential`,
    ],
    ['digest', bytesToHex(digest)],
    ['supply', `expected ${formatTos(supply.expected)}`],
    ['', `actual   ${formatTos(supply.actual)}  ${verdict}`],
  ];
  return rows.map(([name, value]) => `${style.dim(name.padEnd(14))}${value}`).join('\n');
}

/** The file of `--json`: a u64 is a decimal string in it. */
export function summaryJson({ totals, digest, supply }: Summary): string {
  const { blocks, transactions, txPerSecond, parallelBlocks, sequentialBlocks } = totals;
  const summary = {
    blocks,
    transactions,
    txPerSecond,
    parallelBlocks,
    sequentialBlocks,
    digest: bytesToHex(digest),
    supply: { expected: String(supply.expected), actual: String(supply.actual) },
  };
  return `${JSON.stringify(summary, undefined, 2)}\n`;
}
