import { randomBytes } from '@noble/hashes/utils.js';
import { PUBLIC_KEY_SIZE, SIGNATURE_SIZE } from '@tos/crypto';
import { HASH_SIZE } from '@tos/protocol';
import type { PackedBatch } from '@tos/transaction';

// An entry: transaction hash, key, signature, message length (u32), message.
const KEY_AT = HASH_SIZE;
const SIGNATURE_AT = KEY_AT + PUBLIC_KEY_SIZE;
const LENGTH_AT = SIGNATURE_AT + SIGNATURE_SIZE;
const MESSAGE_AT = LENGTH_AT + 4;
// The shortest signing bytes are those of a transaction without a payload of its own; a table for these is never crowded.
const SHORTEST_ENTRY = MESSAGE_AT + 84;

// An attacker can try transactions until their hashes share a slot. With a random seed nobody knows which hashes do.
const SEED = new DataView(randomBytes(4).buffer).getUint32(0);

/** A bounded set of (transaction hash, key, message, signature), in one buffer. Entries are never removed one by one. */
export class VerdictGeneration {
  readonly #entries: Uint8Array;
  // Open addressing. A slot holds 1 more than where its entry begins, or 0 when it is free. Memory is touched only where it is used.
  readonly #table: Uint32Array;
  /** For each slot the number of the claim in which the signature was verified (claim-log.ts). */
  readonly #claims: Uint32Array;
  #used = 0;
  #size = 0;

  constructor(limitBytes: number) {
    this.#entries = new Uint8Array(limitBytes);
    let slots = 2;
    while (slots * SHORTEST_ENTRY < 2 * limitBytes) slots *= 2;
    this.#table = new Uint32Array(slots);
    this.#claims = new Uint32Array(slots);
  }

  get size(): number {
    return this.#size;
  }

  /** Returns the number of the claim in which the signature was verified; undefined for a signature that is not here. */
  claimOf(batch: PackedBatch, i: number): number | undefined {
    const slot = this.#slotOf(batch, i);
    return this.#table[slot] === 0 ? undefined : this.#claims[slot];
  }

  /** Keeps a signature, unless it is here already. @param claim its claim's number @returns false when there is no room */
  add(batch: PackedBatch, i: number, claim: number): boolean {
    const slot = this.#slotOf(batch, i);
    if (this.#table[slot] !== 0) return true;
    const at = this.#used;
    const length = batch.messageLength[i]!;
    const end = at + MESSAGE_AT + length;
    if (end > this.#entries.length || 2 * (this.#size + 1) > this.#table.length) return false;
    copy32(batch.hash, HASH_SIZE * i, this.#entries, at);
    copy32(batch.bytes, batch.source[i]!, this.#entries, at + KEY_AT);
    const signature = batch.signature[i]!;
    this.#entries.set(batch.bytes.subarray(signature, signature + SIGNATURE_SIZE), at + SIGNATURE_AT);
    for (let byte = 0; byte < 4; byte++) this.#entries[at + LENGTH_AT + byte] = length >>> (8 * byte);
    const message = batch.messageOffset[i]!;
    this.#entries.set(batch.bytes.subarray(message, message + length), at + MESSAGE_AT);
    this.#table[slot] = at + 1;
    this.#claims[slot] = claim;
    this.#used = end;
    this.#size++;
    return true;
  }

  /** Removes all entries and keeps the memory, because pages of memory that were touched once cost nothing the second time. */
  clear(): void {
    // A column that points outside of its bytes leaves part of an entry unwritten: no bytes of an earlier entry may be found there.
    this.#entries.fill(0, 0, this.#used);
    this.#table.fill(0);
    this.#used = 0;
    this.#size = 0;
  }

  /** Returns the slot of the signature, or the free slot where it belongs. */
  #slotOf(batch: PackedBatch, i: number): number {
    const mask = this.#table.length - 1;
    let slot = hashOf(batch.hash, HASH_SIZE * i) & mask;
    for (let found = this.#table[slot]!; found !== 0; found = this.#table[slot]!) {
      if (this.#isSame(found - 1, batch, i)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isSame(at: number, batch: PackedBatch, i: number): boolean {
    const entries = this.#entries;
    const length = batch.messageLength[i]!;
    for (let byte = 0; byte < 4; byte++)
      if (entries[at + LENGTH_AT + byte] !== ((length >>> (8 * byte)) & 0xff)) return false;
    return (
      isEqual(batch.hash, HASH_SIZE * i, entries, at, HASH_SIZE) &&
      isEqual(batch.bytes, batch.source[i]!, entries, at + KEY_AT, PUBLIC_KEY_SIZE) &&
      isEqual(batch.bytes, batch.signature[i]!, entries, at + SIGNATURE_AT, SIGNATURE_SIZE) &&
      isEqual(batch.bytes, batch.messageOffset[i]!, entries, at + MESSAGE_AT, length)
    );
  }
}

/** Returns a number for the slot from the seed and the first word of a hash, whose bits are spread evenly already. */
function hashOf(hash: Uint8Array, at: number): number {
  const word = (hash[at]! << 24) | (hash[at + 1]! << 16) | (hash[at + 2]! << 8) | hash[at + 3]!;
  const mixed = Math.imul(word ^ SEED, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

// For 32 bytes a loop costs less than the view that `set` needs; from 64 bytes on, the loop costs more.
function copy32(from: Uint8Array, fromAt: number, to: Uint8Array, toAt: number): void {
  for (let k = 0; k < 32; k++) to[toAt + k] = from[fromAt + k]!;
}

function isEqual(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, length: number): boolean {
  for (let k = 0; k < length; k++) if (a[aAt + k] !== b[bAt + k]) return false;
  return true;
}
