import { isTosError } from '@tos/protocol';
import type { OnRow } from '@tos/state';
import type { StoreRow, StoreTable, StoreView } from '../store/ordered-store.ts';
import { tablesOfLargeRows } from '../store/ordered-store.ts';

const SMALL_ROWS = 1024;
const LARGE_ROWS = 16;
const ROWS_PER_REPORT = 256;

/** Walks whole tables, and reports the number of rows so far. */
export class RowWalk {
  readonly #view: StoreView;
  readonly #onRow: OnRow;
  #done = 0;

  constructor(view: StoreView, onRow: OnRow) {
    this.#view = view;
    this.#onRow = onRow;
  }

  async *rows(table: StoreTable, from?: Uint8Array): AsyncGenerator<StoreRow> {
    const limit = tablesOfLargeRows.includes(table) ? LARGE_ROWS : SMALL_ROWS;
    for (let next = from; ; ) {
      const rows = await this.#view.range(table, next === undefined ? { limit } : { from: next, limit });
      for (const row of rows) {
        await this.count(1);
        yield row;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < limit) return;
      next = Uint8Array.of(...last.key, 0);
    }
  }

  async count(rows: number): Promise<void> {
    const before = this.#done;
    this.#done += rows;
    const isDue = Math.floor(before / ROWS_PER_REPORT) < Math.floor(this.#done / ROWS_PER_REPORT);
    if (isDue) await this.#onRow(this.#done);
  }
}

/** The message of an error that damage has caused; any other error is thrown. */
export function damageOf(error: unknown): string {
  if (isTosError(error)) return error.message;
  throw error;
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
