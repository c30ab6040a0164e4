/** The number of a record in an overlay: the index of its values in the columns. */
export type CellId = number;

/** Finds the cell of (domain, first key part, second key part). A new triple gets the next number. */
export class CellTable {
  #size = 0;
  #table: Int32Array;
  domain: Uint8Array;
  /** First key part: an interned 32-byte string, or the number itself for a u8 key. */
  first: Uint32Array;
  /** Second key part, an interned string too; 0 for a key of one part. */
  second: Uint32Array;

  /** @param expected number of cells; the table grows beyond it */
  constructor(expected = 0) {
    const room = powerOfTwo(expected);
    this.#table = new Int32Array(2 * room).fill(-1);
    this.domain = new Uint8Array(room);
    this.first = new Uint32Array(room);
    this.second = new Uint32Array(room);
  }

  get size(): number {
    return this.#size;
  }

  /** The cell of a triple. The cell of a new triple is the `size` from before the call. */
  cell(domain: number, first: number, second: number): CellId {
    const slot = this.#slotOf(domain, first, second);
    const found = this.#table[slot]!;
    if (found !== -1) return found;
    const cell = this.#size++;
    this.#table[slot] = cell;
    this.domain[cell] = domain;
    this.first[cell] = first;
    this.second[cell] = second;
    if (this.#size * 2 >= this.#table.length) this.#grow();
    return cell;
  }

  /** The cell of a triple; -1 for a triple without one. */
  find(domain: number, first: number, second: number): CellId | -1 {
    return this.#table[this.#slotOf(domain, first, second)]!;
  }

  /** The slot of the triple, or the free slot where it belongs. */
  #slotOf(domain: number, first: number, second: number): number {
    const mask = this.#table.length - 1;
    let slot = hashTriple(domain, first, second) & mask;
    for (let found = this.#table[slot]!; found !== -1; found = this.#table[slot]!) {
      if (this.first[found] === first && this.second[found] === second && this.domain[found] === domain) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    this.domain = grown(this.domain, new Uint8Array(this.domain.length * 2));
    this.first = grown(this.first, new Uint32Array(this.first.length * 2));
    this.second = grown(this.second, new Uint32Array(this.second.length * 2));
    const table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let cell = 0; cell < this.#size; cell++) {
      let slot = hashTriple(this.domain[cell]!, this.first[cell]!, this.second[cell]!) & mask;
      while (table[slot] !== -1) slot = (slot + 1) & mask;
      table[slot] = cell;
    }
    this.#table = table;
  }
}

// The parts are numbers in the order of first sight, so that no sender can choose parts that collide.
function hashTriple(domain: number, first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second + (domain << 24), 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The smallest power of two above `expected`, at least 64. */
export function powerOfTwo(expected: number): number {
  let room = 64;
  while (room <= expected) room *= 2;
  return room;
}

/** Copies `old` to the start of `larger`. @returns `larger` */
export function grown<A extends Uint8Array | Uint32Array | Float64Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
