import { type CellId, grown } from './cell-table.ts';

const WIDTH = 6;

/** The state of a numeric cell before a change. */
export interface CellState {
  cell: CellId;
  high: number;
  low: number;
  outputHigh: number;
  outputLow: number;
  flags: number;
}

/** The changes of one transaction so far, in order, so that they can be undone in reverse. */
export class Journal {
  #length = 0;
  #entries: Uint32Array = new Uint32Array(WIDTH * 32);
  #records: { cell: CellId; record: Uint8Array | null }[] = [];
  readonly #state: CellState = { cell: 0, high: 0, low: 0, outputHigh: 0, outputLow: 0, flags: 0 };

  clear(): void {
    this.#length = 0;
    if (this.#records.length > 0) this.#records = [];
  }

  push(cell: CellId, high: number, low: number, outputHigh: number, outputLow: number, flags: number): void {
    if (this.#length === this.#entries.length) {
      this.#entries = grown(this.#entries, new Uint32Array(this.#entries.length * 2));
    }
    const at = this.#length;
    const entries = this.#entries;
    entries[at] = cell;
    entries[at + 1] = high;
    entries[at + 2] = low;
    entries[at + 3] = outputHigh;
    entries[at + 4] = outputLow;
    entries[at + 5] = flags;
    this.#length = at + WIDTH;
  }

  pushRecord(cell: CellId, record: Uint8Array | null): void {
    this.#records.push({ cell, record });
  }

  /** Removes and returns the newest change of a numeric cell, in an object that the next call changes. */
  pop(): CellState | undefined {
    if (this.#length === 0) return undefined;
    this.#length -= WIDTH;
    const at = this.#length;
    const state = this.#state;
    state.cell = this.#entries[at]!;
    state.high = this.#entries[at + 1]!;
    state.low = this.#entries[at + 2]!;
    state.outputHigh = this.#entries[at + 3]!;
    state.outputLow = this.#entries[at + 4]!;
    state.flags = this.#entries[at + 5]!;
    return state;
  }

  popRecord(): { cell: CellId; record: Uint8Array | null } | undefined {
    return this.#records.pop();
  }
}
