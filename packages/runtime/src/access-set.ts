import type { BlockOverlay, CellId } from '@tos/state';

/**
 * How a transaction uses a cell. Credits commute, reads share, all else excludes. A reserved cell is the record of an account
 * that may not exist yet: it is only ever created, always the same way, and no sender of the same block is it (a sender exists
 * before the block), so it conflicts with nothing. Whoever only asks whether such an account exists reads its cell.
 */
export const AccessMode = { EXCLUSIVE: 0, READ: 1, CREDIT: 2, RESERVED: 3 } as const;

export type AccessMode = (typeof AccessMode)[keyof typeof AccessMode];

/**
 * Which cells each transaction of a block uses, in one list: transaction i has the entries `start[i]` to `start[i + 1]`. A rule
 * declares its cells in an order of its own and finds them again by position, so that the pass looks nothing up by key.
 */
export class AccessSet {
  readonly start: Uint32Array;
  /**
   * The cell of the agent record of each transaction's source. It is in no list of entries: whoever writes it is a transaction of the same
   * source, and these exclude one another by its nonce.
   */
  readonly agents: Uint32Array;
  cells: Uint32Array;
  modes: Uint8Array;
  readonly overlay: BlockOverlay;
  /** Transactions. */
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

  /** Cells are numbers below this. */
  get cellCount(): number {
    return this.overlay.cellCount;
  }

  /** Entries of all transactions so far. */
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

  /** The transaction only adds to the cell, whatever it holds. */
  credit(cell: CellId): void {
    this.#push(cell, AccessMode.CREDIT);
    this.overlay.want(cell);
  }

  /** The transaction may create the record; it is read from storage only if a later round asks with `overlay.want`. */
  reserve(cell: CellId): void {
    this.#push(cell, AccessMode.RESERVED);
  }

  /** The transaction reads and writes the agent record of this cell, and so may change who signs for its account. */
  changeSigners(cell: CellId): void {
    this.exclusive(cell);
    this.#changing.add(cell);
  }

  /** Whether a transaction of the block may change who signs for the account with this agent record. */
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
