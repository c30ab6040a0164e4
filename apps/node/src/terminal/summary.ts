import { bytesToHex } from '@noble/hashes/utils.js';
import type { Recount, SupplyCheck } from '../blocks/recount.ts';
import type { RunTotals } from '../blocks/run-totals.ts';
import { formatInteger, formatTos } from './format.ts';
import type { Style } from './style.ts';

export interface Summary extends Recount {
  readonly totals: RunTotals;
}

/** The table that is printed at the end of a run. */
export function summaryTable({ totals, digest, supply }: Summary, style: Style): string {
  const rows: readonly (readonly [string, string])[] = [
    ['made', `${formatInteger(totals.blocks)} ${totals.blocks === 1 ? 'block' : 'blocks'} in this run`],
    ['transactions', formatInteger(totals.transactions)],
    ['tx/s', `${formatInteger(Math.round(totals.txPerSecond))} from wire bytes to disk, signing of the load included`],
    [
      'executor',
      `${formatInteger(totals.parallelBlocks)} parallel, ${formatInteger(totals.sequentialBlocks)} sequential`,
    ],
    ['digest', bytesToHex(digest)],
    ...supplyRows(supply, style),
  ];
  return rows.map(([name, value]) => `${style.dim(name.padEnd(14))}${value}`).join('\n');
}

function supplyRows(supply: SupplyCheck | null, style: Style): readonly (readonly [string, string])[] {
  if (supply === null) return [['supply', 'not counted: the chain is too long for the time that a signal leaves']];
  const { expected, actual } = supply;
  const verdict = expected === actual ? style.good('OK') : style.bad('MISMATCH');
  return [
    ['supply', `expected ${formatTos(expected)}`],
    ['', `actual   ${formatTos(actual)}  ${verdict}`],
  ];
}

/** The contents of the file that `--json` names. Each u64 is a decimal string. */
export function summaryJson({ totals, digest }: Summary, supply: SupplyCheck): string {
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
