import { randomBytes } from '@noble/hashes/utils.js';
import { KEY_SIZE } from '../records/key-size.ts';
import { powerOfTwo } from './cell-table.ts';

// The author of a transaction chooses its destinations, so that an attacker could flood an unseeded hash: 17,000 colliding keys in a
// block of 5,650 transfers would cost 10^8 comparisons. The seed decides where a key sits in the table and nothing else: strings
// get their numbers in the order of first sight, and writes are sorted by key.
const seedBytes = new DataView(randomBytes(4).buffer);
const SEED = seedBytes.getUint32(0);

/** Gives each distinct 32-byte string a small number, in the order of first sight, and keeps it for as long as the interner lives. */
export class Interner {
  #size = 0;
  // Eight big-endian words per string, so that the order of words is the order of bytes.
  #words: Uint32Array;
  #table: Int32Array;

  /** @param expected number of strings. The interner grows beyond it, but growing in steps costs as much as all its other work */
  constructor(expected = 0) {
    const room = powerOfTwo(expected);
    this.#words = new Uint32Array(8 * room);
    this.#table = new Int32Array(2 * room).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** The number of the 32 bytes at `offset`. */
  intern(bytes: Uint8Array, offset: number): number {
    const words = this.#words;
    const base = this.#size * 8;
    for (let i = 0; i < 8; i++) {
      const at = offset + 4 * i;
      words[base + i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    }
    return this.#numberOfLast();
  }

  /** The number in this interner of the string that has the number `id` in another one. */
  adopt(other: Interner, id: number): number {
    const base = this.#size * 8;
    for (let i = 0; i < 8; i++) this.#words[base + i] = other.#words[id * 8 + i]!;
    return this.#numberOfLast();
  }

  /** The number in this interner of a string that has the number `id` in another one; -1 if this interner does not have the string. */
  find(other: Interner, id: number): number {
    return this.#table[this.#slotOf(other.#words, id * 8)]!;
  }

  /** Finds the string that was written behind the last one. A new string stays there. */
  #numberOfLast(): number {
    const slot = this.#slotOf(this.#words, this.#size * 8);
    const found = this.#table[slot]!;
    if (found !== -1) return found;
    this.#table[slot] = this.#size;
    const id = this.#size++;
    if (this.#size * 2 >= this.#table.length) this.#grow();
    return id;
  }

  /** The slot of the string with these words, or the free slot where it belongs. */
  #slotOf(words: Uint32Array, base: number): number {
    const mask = this.#table.length - 1;
    let slot = hashWords(words, base) & mask;
    for (let found = this.#table[slot]!; found !== -1; found = this.#table[slot]!) {
      if (equalWords(this.#words, found * 8, words, base)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Writes the 32 bytes of a number to `target` at `offset`. */
  copyTo(id: number, target: Uint8Array, offset: number): void {
    for (let i = 0; i < 8; i++) {
      const word = this.#words[id * 8 + i]!;
      target[offset + 4 * i] = word >>> 24;
      target[offset + 4 * i + 1] = word >>> 16;
      target[offset + 4 * i + 2] = word >>> 8;
      target[offset + 4 * i + 3] = word;
    }
  }

  /** The 32 bytes of a number. */
  bytesOf(id: number): Uint8Array {
    const bytes = new Uint8Array(KEY_SIZE);
    this.copyTo(id, bytes, 0);
    return bytes;
  }

  /** The first four bytes of a number's string, as a u32. They decide the order of nearly all strings. */
  firstWord(id: number): number {
    return this.#words[id * 8]!;
  }

  /** The order of the strings of two numbers, byte by byte: negative, zero or positive. */
  compare(a: number, b: number): number {
    for (let i = 0; i < 8; i++) {
      const difference = this.#words[a * 8 + i]! - this.#words[b * 8 + i]!;
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #grow(): void {
    const words = new Uint32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
    const table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let id = 0; id < this.#size; id++) {
      let slot = hashWords(words, id * 8) & mask;
      while (table[slot] !== -1) slot = (slot + 1) & mask;
      table[slot] = id;
    }
    this.#table = table;
  }
}

// The 32-bit block mix of MurmurHash3 (public domain) over the eight words.
function hashWords(words: Uint32Array, base: number): number {
  let hash = SEED;
  for (let i = 0; i < 8; i++) {
    let k = Math.imul(words[base + i]!, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    hash ^= Math.imul(k, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

function equalWords(a: Uint32Array, aBase: number, b: Uint32Array, bBase: number): boolean {
  for (let i = 0; i < 8; i++) if (a[aBase + i] !== b[bBase + i]) return false;
  return true;
}
