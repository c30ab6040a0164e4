/**
 * Moves along the items of a transaction's list without an allocation. Make one cursor, then for each transaction
 * `cursor.start(batch, i); while (cursor.next()) ...`. The fields of the cursor hold the current item until the next call.
 */
export abstract class ItemCursor {
  /** Items of the list. */
  count = 0;
  protected bytes: Uint8Array = new Uint8Array(0);
  #left = 0;
  #offset = 0;

  /** Moves to the next item. @returns false when there is none. */
  next(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    this.#offset += this.read(this.#offset);
    return true;
  }

  /** Moves before the first of `count` items; the first item begins at `offset`. */
  protected begin(bytes: Uint8Array, offset: number, count: number): void {
    this.bytes = bytes;
    this.count = count;
    this.#left = count;
    this.#offset = offset;
  }

  /** Sets the fields from the item at `offset`. @returns its size in bytes. */
  protected abstract read(offset: number): number;
}
