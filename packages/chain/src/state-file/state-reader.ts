import { blake3 } from '@noble/hashes/blake3.js';
import { assertInteger, assertObject } from '@tos/protocol';
import {
  compareBytes,
  compareRefs,
  domainList,
  type ImportRecord,
  MAX_RECORD_KEY_SIZE,
  type OrderedBlock,
  type RecordRef,
  type Topoheight,
} from '@tos/state';
import { decodeBlock } from '../block/block.ts';
import { blockHash } from '../block/block-hash.ts';
import { hashesOf } from '../block/block-header.ts';
import { genesisCommit } from '../genesis/genesis-block.ts';
import type { OnProgress } from '../history/progress.ts';
import { lowestRecent } from '../history/recent-blocks.ts';
import {
  CHECKSUM_SIZE,
  decodeStateHeader,
  invalidStateFile,
  STATE_MAGIC,
  STATE_VERSION,
  type StateHeader,
} from './state-header.ts';

/** The bytes of a state file from its beginning. */
export interface StateSource {
  /** Bytes of the whole file. */
  readonly size: number;
  /** Puts the next bytes at the beginning of `into`. @returns how many; 0 only where the file ends */
  read(into: Uint8Array): number;
}

const BUFFER_SIZE = 1 << 20;

/** Decodes a state file from its beginning to its end. Every method throws TOS_INVALID_FORMAT for what `StateWriter` does not write. */
export class StateReader {
  readonly header: StateHeader;
  readonly #source: StateSource;
  readonly #size: number;
  readonly #hash = blake3.create();
  readonly #buffer: Uint8Array = new Uint8Array(BUFFER_SIZE);
  // `#buffer` holds the next bytes from `#start` to `#end`; they begin at `#offset` in the file.
  #start = 0;
  #end = 0;
  #offset = 0;
  // Null once the blocks have been read.
  #blocks: Generator<OrderedBlock> | null;

  constructor(source: StateSource) {
    assertObject(source, 'source', ['read']);
    assertInteger(source.size, 'source.size', 0);
    this.#source = source;
    this.#size = source.size;
    if (this.#size === 0) throw invalidStateFile('it is empty');
    if (this.#size < STATE_MAGIC.length || compareBytes(this.#take(STATE_MAGIC.length), STATE_MAGIC) !== 0) {
      throw invalidStateFile('it does not begin like a state file');
    }
    const version = this.#integer(4);
    if (version !== STATE_VERSION) throw invalidStateFile(`version ${version}, this node reads ${STATE_VERSION}`);
    this.header = decodeStateHeader(this.#blob());
    assertGenesis(this.header);
    this.#blocks = this.#readBlocks();
  }

  /** Yields the blocks that come with the state, once: each the parent of the next, the last one the head. */
  *blocks(): Generator<OrderedBlock> {
    const blocks = this.#blocks;
    this.#blocks = null;
    if (blocks !== null) yield* blocks;
  }

  /** Yields the records, once, after the blocks. The generator ends without an error only when the checksum is right. */
  async *records(stage: string, onProgress: OnProgress): AsyncGenerator<ImportRecord> {
    for (const _ of this.blocks());
    let before: RecordRef | null = null;
    let count = 0;
    for (let id = this.#integer(1); id !== 0; id = this.#integer(1)) {
      if (count++ % 256 === 0) await onProgress({ stage, done: this.#offset, total: this.#size });
      const domain = domainList.find((known) => known.id === id);
      if (domain === undefined) throw invalidStateFile(`a record of the unknown kind ${id}`);
      const ref = { domain, key: this.#take(this.#integer(2)).slice() };
      const topoheight = this.#integer(8);
      const value = this.#blob();
      if (ref.key.length === 0 || ref.key.length > MAX_RECORD_KEY_SIZE)
        throw invalidStateFile(`a key of ${ref.key.length} bytes`);
      if (topoheight > this.header.metadata.head.topoheight) throw invalidStateFile('a record from above the head');
      if (before !== null && compareRefs(before, ref) >= 0) throw invalidStateFile('records out of order');
      before = ref;
      yield { ref, topoheight, value };
    }
    const expected = this.#integer(8);
    if (expected !== count) throw invalidStateFile(`${count} records instead of ${expected}`);
    const checksum = this.#hash.digest();
    if (this.#size !== this.#offset + CHECKSUM_SIZE) throw invalidStateFile('bytes behind its end');
    if (compareBytes(this.#take(CHECKSUM_SIZE, false), checksum) !== 0) throw invalidStateFile('its checksum is wrong');
    await onProgress({ stage, done: this.#size, total: this.#size });
  }

  *#readBlocks(): Generator<OrderedBlock> {
    const { head, digest } = this.header.metadata;
    const first = lowestRecent(head.topoheight);
    const count = this.#integer(4);
    if (count !== head.topoheight - first + 1) throw invalidStateFile(`${count} blocks up to ${head.topoheight}`);
    let parent: Uint8Array | null = null;
    for (let topoheight = first; topoheight <= head.topoheight; topoheight++) {
      const ownDigest = this.#take(32).slice();
      const block = orderedBlock(topoheight, ownDigest, this.#blob(), this.#blob(), parent);
      parent = block.hash;
      if (topoheight === head.topoheight) {
        if (compareBytes(block.hash, head.hash) !== 0 || block.height !== head.height) {
          throw invalidStateFile('the last block is not the head');
        }
        if (compareBytes(ownDigest, digest) !== 0) throw invalidStateFile('the last block has another digest');
      }
      yield block;
    }
  }

  #blob(): Uint8Array {
    return this.#take(this.#integer(4)).slice();
  }

  #integer(size: 1 | 2 | 4 | 8): number {
    let value = 0;
    for (const byte of this.#take(size)) value = value * 256 + byte;
    if (Number.isSafeInteger(value)) return value;
    throw invalidStateFile('a number that is too large');
  }

  /** The next bytes of the file; they are valid until the next call. */
  #take(size: number, isHashed = true): Uint8Array {
    if (this.#offset + size > this.#size) throw invalidStateFile(`it ends after ${this.#size} bytes`);
    const bytes = size > BUFFER_SIZE ? this.#takeLarge(size) : this.#takeBuffered(size);
    this.#offset += size;
    if (isHashed) this.#hash.update(bytes);
    return bytes;
  }

  #takeBuffered(size: number): Uint8Array {
    if (this.#end - this.#start < size) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
      while (this.#end < size) this.#end += this.#read(this.#buffer.subarray(this.#end));
    }
    this.#start += size;
    return this.#buffer.subarray(this.#start - size, this.#start);
  }

  #takeLarge(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    bytes.set(this.#buffer.subarray(this.#start, this.#end));
    let filled = this.#end - this.#start;
    this.#start = this.#end = 0;
    while (filled < size) filled += this.#read(bytes.subarray(filled));
    return bytes;
  }

  #read(into: Uint8Array): number {
    const count = this.#source.read(into);
    if (count === 0) throw invalidStateFile('it became shorter while it was read');
    return count;
  }
}

function assertGenesis({ metadata, genesis }: StateHeader): void {
  if (compareBytes(genesisCommit(genesis).block.hash, metadata.genesis) !== 0) {
    throw invalidStateFile('its genesis file is of another chain');
  }
}

function orderedBlock(
  topoheight: Topoheight,
  digest: Uint8Array,
  bytes: Uint8Array,
  info: Uint8Array,
  parent: Uint8Array | null,
): OrderedBlock {
  const { header } = decoded(bytes, topoheight);
  // A block's hash covers the hash of the block before it, so that the head's hash vouches for all of them.
  if (parent !== null && !header.tips.some((tip) => compareBytes(tip, parent) === 0)) {
    throw invalidStateFile(`the block at ${topoheight} does not continue the one before it`);
  }
  const height = Number(header.height);
  const transactionHashes = hashesOf(header.transactionHashes);
  return { hash: blockHash(header), height, topoheight, bytes, transactionHashes, digest, info };
}

function decoded(bytes: Uint8Array, topoheight: Topoheight): ReturnType<typeof decodeBlock> {
  try {
    return decodeBlock(bytes);
  } catch (cause) {
    throw invalidStateFile(`the block at ${topoheight} does not decode`, cause);
  }
}
