import { runKey } from '../rows/keys.ts';
import type { Puts } from '../rows/puts.ts';
import { u32Bytes } from '../rows/row-parts.ts';
import type { StoreView } from '../store/ordered-store.ts';
import { ENTRY_SIZE, type Run, type RunIndex, type RunMerge } from './run-index.ts';
import { compareEntries, copyEntry, entriesOfRow, entryStart, putEntries } from './run-rows.ts';

/**
 * Runs of one level that are merged together. So the runs of a level are fewer than twice this many, and an entry is copied once per level: 10
 * million transactions in blocks of 1,000 make five levels.
 */
const FAN_IN = 8;
/** Entries that each write merges at least, so that blocks without transactions bring merges to their end. */
const LEAST_ENTRIES = 512;
/** Rows of merged runs that each write deletes: more than its merges make. */
const GARBAGE_ROWS = 64;

/**
 * Adds a run to the index within a write, and brings its merges and deletions forward. A level gets a new run whenever its merge has moved as
 * many entries as the write adds; each write moves twice that, so that every merge ends before the next one begins.
 * @param view of the state before the write
 * @param entries sorted, one behind the other
 * @returns the index after the write
 */
export async function addRun(
  puts: Puts,
  view: StoreView,
  { index, entries }: { readonly index: RunIndex; readonly entries: Uint8Array },
): Promise<RunIndex> {
  const count = entries.length / ENTRY_SIZE;
  const kept = await deleteGarbage(puts, view, index);
  let next = await mergeSlices(puts, view, { index: kept, budget: Math.max(2 * count, LEAST_ENTRIES) });
  if (count > 0) {
    putEntries(puts, next.next, entries);
    const run: Run = { id: next.next, level: 0, entries: count };
    next = { ...next, next: next.next + 1, runs: [...next.runs, run] };
  }
  return next;
}

async function deleteGarbage(puts: Puts, view: StoreView, index: RunIndex): Promise<RunIndex> {
  let left = GARBAGE_ROWS;
  let runs = index.garbage;
  for (let run = runs[0]; run !== undefined && left > 0; run = runs[0]) {
    const rows = await view.range('transactions', { from: u32Bytes(run), to: u32Bytes(run + 1), limit: left });
    for (const { key } of rows) puts.put('transactions', key, null);
    if (rows.length < left) runs = runs.slice(1);
    left -= rows.length;
  }
  return { ...index, garbage: runs };
}

async function mergeSlices(
  puts: Puts,
  view: StoreView,
  { index, budget }: { readonly index: RunIndex; readonly budget: number },
): Promise<RunIndex> {
  const begun = newMerges(index).map((merge, i) => ({ ...merge, output: index.next + i }));
  const merges = [...index.merges, ...begun];
  const next = index.next + begun.length;
  // One merge goes on with each write, with what all of them have coming: finding its place in its inputs costs as much as 100 entries.
  const turn = merges[next % merges.length];
  if (turn === undefined) return index;
  const { merge, isDone } = await mergeSlice(puts, view, turn, budget * merges.length);
  const others = merges.filter((other) => other !== turn);
  if (!isDone) return { ...index, next, merges: [...others, merge] };
  const { inputs, level, output, entries } = merge;
  const runs = [...index.runs.filter(({ id }) => !inputs.includes(id)), { id: output, level: level + 1, entries }];
  return { next, runs, merges: others, garbage: [...index.garbage, ...inputs] };
}

/** A merge for each level that has enough runs and no merge, without its output. */
function newMerges({ runs, merges }: RunIndex): Omit<RunMerge, 'output'>[] {
  const levels = new Set(runs.map(({ level }) => level));
  return [...levels].flatMap((level) => {
    const inputs = runs.filter((run) => run.level === level).slice(0, FAN_IN);
    if (inputs.length < FAN_IN || merges.some((merge) => merge.level === level)) return [];
    return [{ level, inputs: inputs.map(({ id }) => id), entries: 0, last: null }];
  });
}

/** Copies up to `budget` entries of the inputs, in order, to the output. Of equal entries one is copied. */
async function mergeSlice(
  puts: Puts,
  view: StoreView,
  merge: RunMerge,
  budget: number,
): Promise<{ readonly merge: RunMerge; readonly isDone: boolean }> {
  const inputs = await Promise.all(merge.inputs.map((run) => RunCursor.open(view, run, merge.last)));
  const merged = new Uint8Array(budget * ENTRY_SIZE);
  let count = 0;
  for (; count < budget; count++) {
    const least = leastOf(inputs);
    if (least === undefined) break;
    const at = count * ENTRY_SIZE;
    copyEntry(merged, at, least.bytes, least.at);
    const { start } = least;
    for (const input of inputs) {
      while (!input.isDone && input.start === start && compareEntries(input.bytes, input.at, merged, at) === 0) {
        if (input.advance()) await input.nextRow();
      }
    }
  }
  const entries = merged.subarray(0, count * ENTRY_SIZE);
  putEntries(puts, merge.output, entries);
  const last = count === 0 ? merge.last : entries.slice(-ENTRY_SIZE);
  return { merge: { ...merge, entries: merge.entries + count, last }, isDone: leastOf(inputs) === undefined };
}

function leastOf(inputs: readonly RunCursor[]): RunCursor | undefined {
  let least: RunCursor | undefined;
  for (const input of inputs) {
    if (input.isDone) continue;
    if (least === undefined || input.start < least.start) least = input;
    else if (input.start === least.start && compareEntries(input.bytes, input.at, least.bytes, least.at) < 0)
      least = input;
  }
  return least;
}

/** The place of a merge in one of its inputs. */
class RunCursor {
  readonly #view: StoreView;
  readonly #run: number;
  #key: Uint8Array | null = null;
  bytes: Uint8Array = new Uint8Array();
  at = 0;
  /** The first bytes of the entry as a number. */
  start = 0;
  isDone = false;

  private constructor(view: StoreView, run: number) {
    this.#view = view;
    this.#run = run;
  }

  /** A cursor at the first entry above `last`. */
  static async open(view: StoreView, run: number, last: Uint8Array | null): Promise<RunCursor> {
    const cursor = new RunCursor(view, run);
    if (last === null) {
      await cursor.nextRow();
      return cursor;
    }
    // The row with `last` begins at or below it; where there is none, the first row of the run is above it.
    const to = Uint8Array.of(...runKey(run, last), 0);
    const [row] = await view.range('transactions', { from: u32Bytes(run), to, reverse: true, limit: 1 });
    if (row === undefined) await cursor.nextRow();
    else {
      cursor.#key = row.key;
      cursor.bytes = entriesOfRow(row);
      while (cursor.at < cursor.bytes.length && compareEntries(cursor.bytes, cursor.at, last, 0) <= 0) {
        cursor.at += ENTRY_SIZE;
      }
      if (cursor.at === cursor.bytes.length) await cursor.nextRow();
      else cursor.start = entryStart(cursor.bytes, cursor.at);
    }
    return cursor;
  }

  /** Goes to the next entry. @returns true when it is in the next row */
  advance(): boolean {
    this.at += ENTRY_SIZE;
    if (this.at === this.bytes.length) return true;
    this.start = entryStart(this.bytes, this.at);
    return false;
  }

  async nextRow(): Promise<void> {
    const from = this.#key === null ? u32Bytes(this.#run) : Uint8Array.of(...this.#key, 0);
    const [row] = await this.#view.range('transactions', { from, to: u32Bytes(this.#run + 1), limit: 1 });
    this.isDone = row === undefined;
    if (row === undefined) return;
    this.#key = row.key;
    this.bytes = entriesOfRow(row);
    this.at = 0;
    this.start = entryStart(this.bytes, 0);
  }
}
