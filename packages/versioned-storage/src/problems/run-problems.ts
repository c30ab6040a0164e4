import { readU32 } from '@tos/state';
import type { EngineView } from '../reading/engine-view.ts';
import { ENTRY_SIZE } from '../transactions/run-index.ts';
import { compareEntries, entriesOfRow } from '../transactions/run-rows.ts';
import { damageOf, type RowWalk } from './row-walk.ts';

/** Compares the rows of the index of transactions with what the state says of its runs. Their entries must be sorted. */
export async function* runProblems(view: EngineView, walk: RowWalk): AsyncGenerator<string> {
  const { runs, merges, garbage } = view.state.runs;
  const expected = new Map<number, number>(runs.map(({ id, entries }) => [id, entries]));
  for (const { output, entries } of merges) expected.set(output, entries);
  const ignored = new Set(garbage);
  const found = new Map<number, number>();
  let last: { readonly run: number; readonly entries: Uint8Array } | null = null;
  for await (const row of walk.rows('transactions')) {
    const run = row.key.length < 4 ? -1 : readU32(row.key, 0);
    if (ignored.has(run)) continue;
    try {
      const entries = entriesOfRow(row);
      const isAfter = last === null || last.run !== run || follows(entries, last.entries);
      if (!isAfter || !isSorted(entries)) yield `transactions: run ${run} is out of order`;
      found.set(run, (found.get(run) ?? 0) + entries.length / ENTRY_SIZE);
      last = { run, entries };
    } catch (error) {
      yield `transactions: ${damageOf(error)}`;
    }
  }
  for (const id of new Set([...expected.keys(), ...found.keys()])) {
    const [should, has] = [expected.get(id) ?? 0, found.get(id) ?? 0];
    if (should !== has) yield `transactions: run ${id} has ${has} entries, and the state says ${should}`;
  }
}

function follows(entries: Uint8Array, before: Uint8Array): boolean {
  return compareEntries(before, before.length - ENTRY_SIZE, entries, 0) <= 0;
}

function isSorted(entries: Uint8Array): boolean {
  for (let at = ENTRY_SIZE; at < entries.length; at += ENTRY_SIZE) {
    if (compareEntries(entries, at - ENTRY_SIZE, entries, at) > 0) return false;
  }
  return true;
}
