import { ErrorCode } from '@tos/protocol';
import type { BlockOverlay, CellId } from '@tos/state';

/** Stands for the registry's record of TOS. Every chain has this record from its beginning, so that nothing looks it up. */
export const TOS_RECORD = -1;

/** The sums that one transaction takes from each of its sender's balances. One tally serves all transactions, one after the other. */
export class SpendTally {
  #size = 0;
  #cells: Uint32Array = new Uint32Array(16);
  #high: Uint32Array = new Uint32Array(16);
  #low: Uint32Array = new Uint32Array(16);
  #assets: Int32Array = new Int32Array(16);
  // The slot of each cell plus 1, 0 for a cell without one. A search would take 500 * 500 comparisons for 500 outputs in 500 assets.
  #slots: Uint16Array = new Uint16Array(1024);

  reset(): void {
    for (let slot = 0; slot < this.#size; slot++) this.#slots[this.#cells[slot]!] = 0;
    this.#size = 0;
  }

  /**
   * Adds an amount to a sum.
   * @param cell of the balance
   * @param asset the cell of the registry's record of the balance's asset, or `TOS_RECORD`
   * @returns false when the sum leaves the range of a u64
   */
  add(cell: CellId, asset: CellId, high: number, low: number): boolean {
    const slot = this.#slotOf(cell, asset);
    const sumLow = this.#low[slot]! + low;
    const sumHigh = this.#high[slot]! + high + (sumLow > 0xffffffff ? 1 : 0);
    if (sumHigh > 0xffffffff) return false;
    this.#low[slot] = sumLow;
    this.#high[slot] = sumHigh;
    return true;
  }

  /** Step 18, one balance after the other: its asset is in the registry (else FFFF), and it holds at least its sum (else 0300). */
  check(overlay: BlockOverlay): ErrorCode {
    for (let slot = 0; slot < this.#size; slot++) {
      const asset = this.#assets[slot]!;
      if (asset !== TOS_RECORD && !overlay.exists(asset)) return ErrorCode.UNKNOWN;
      if (overlay.compare(this.#cells[slot]!, this.#high[slot]!, this.#low[slot]!) < 0) {
        return ErrorCode.INSUFFICIENT_BALANCE;
      }
    }
    return ErrorCode.OK;
  }

  /** Takes the sums from the balances. `check` must have succeeded. */
  debit(overlay: BlockOverlay): void {
    for (let slot = 0; slot < this.#size; slot++) {
      overlay.sub(this.#cells[slot]!, this.#high[slot]!, this.#low[slot]!);
    }
  }

  #slotOf(cell: CellId, asset: CellId): number {
    if (cell >= this.#slots.length) this.#slots = copied(this.#slots, new Uint16Array(cell * 2));
    const known = this.#slots[cell]!;
    if (known !== 0) return known - 1;
    if (this.#size === this.#cells.length) this.#grow();
    const slot = this.#size++;
    this.#slots[cell] = slot + 1;
    this.#cells[slot] = cell;
    this.#assets[slot] = asset;
    this.#high[slot] = 0;
    this.#low[slot] = 0;
    return slot;
  }

  #grow(): void {
    const size = this.#cells.length * 2;
    this.#cells = copied(this.#cells, new Uint32Array(size));
    this.#high = copied(this.#high, new Uint32Array(size));
    this.#low = copied(this.#low, new Uint32Array(size));
    this.#assets = copied(this.#assets, new Int32Array(size));
  }
}

function copied<A extends Uint16Array | Uint32Array | Int32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
