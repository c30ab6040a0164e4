import type { BlockOverlay, CellId } from '@tos/state';

/**
 * How a transaction uses a cell. Credits commute, reads share, every other pair excludes. A reserved cell is the record of an account
 * that may not exist yet. It conflicts with nothing: transactions only create it, always with the same content, and the account is no
 * sender of the block (a sender exists before the block). A transaction that only asks whether such an account exists reads its cell.
 */
export const AccessMode = { EXCLUSIVE: 0, READ: 1, CREDIT: 2, RESERVED: 3 } as const;

export type AccessMode = (typeof AccessMode)[keyof typeof AccessMode];

/**
 * The cells that each transaction of a block uses, in one list: the entries of transaction i are those from `start[i]` to before
 * `start[i + 1]`. A rule declares its cells in an order of its own and finds them by position, so that the pass looks up no key.
 */
export class AccessSet {
  readonly start: Uint32Array;
  /**
   * The cell of the agent record of each transaction's source. It is in no list of entries: only transactions of the same source write it,
   * and these exclude one another by the source's nonce.
   */
  readonly agents: Uint32Array;
  cells: Uint32Array;
  modes: Uint8Array;
  readonly overlay: BlockOverlay;
  /** Number of transactions. */
  readonly count: number;
  readonly #changing: Set<CellId> = new Set();
  #length = 0;

  constructor(overlay: BlockOverlay, count: number) {
    this.overlay = overlay;
    this.count = count;
    this.start = new Uint32Array(count + 1);
    this.agents = new Uint32Array(count);
    // A transfer of one output has six entries.
    this.cells = new Uint32Array(count * 6 + 16);
    this.modes = new Uint8Array(count * 6 + 16);
  }

  /** The upper limit of the cells' numbers. */
  get cellCount(): number {
    return this.overlay.cellCount;
  }

  /** Number of entries of all transactions so far. */
  get length(): number {
    return this.#length;
  }

  /** The transaction reads and writes the cell. */
  exclusive(cell: CellId): void {
    this.#push(cell, AccessMode.EXCLUSIVE);
    this.overlay.want(cell);
  }

  /** The transaction only reads the cell. */
  read(cell: CellId): void {
    this.#push(cell, AccessMode.READ);
    this.overlay.want(cell);
  }

  /** The transaction only adds to the cell, and does not depend on what it holds. */
  credit(cell: CellId): void {
    this.#push(cell, AccessMode.CREDIT);
    this.overlay.want(cell);
  }

  /** The transaction may create the record, which is read from storage only if a later round asks with `overlay.want`. */
  reserve(cell: CellId): void {
    this.#push(cell, AccessMode.RESERVED);
  }

  /** The transaction reads and writes the agent record of this cell, and so may change who signs for its account. */
  changeSigners(cell: CellId): void {
    this.exclusive(cell);
    this.#changing.add(cell);
  }

  /** True if a transaction of the block may change who signs for the account with this agent record. */
  signersMayChange(cell: CellId): boolean {
    return this.#changing.size > 0 && this.#changing.has(cell);
  }

  /** Closes the entries of transaction i; the next ones belong to i + 1. */
  finish(i: number): void {
    this.start[i + 1] = this.#length;
  }

  #push(cell: CellId, mode: AccessMode): void {
    if (this.#length === this.cells.length) {
      const cells = new Uint32Array(this.#length * 2);
      cells.set(this.cells);
      this.cells = cells;
      const modes = new Uint8Array(this.#length * 2);
      modes.set(this.modes);
      this.modes = modes;
    }
    this.cells[this.#length] = cell;
    this.modes[this.#length] = mode;
    this.#length++;
  }
}
