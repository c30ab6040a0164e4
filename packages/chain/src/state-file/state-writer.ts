import { blake3 } from '@noble/hashes/blake3.js';
import { TosError } from '@tos/protocol';
import type { ImportRecord, OrderedBlock } from '@tos/state';
import { encodeStateHeader, STATE_MAGIC, STATE_VERSION, type StateHeader } from './state-header.ts';

/** Receives the bytes of a state file, piece by piece; a piece is valid until the call returns. What it throws ends the writing. */
export type StateSink = (bytes: Uint8Array) => void;

const CHUNK_SIZE = 1 << 20;

/** Encodes a state file: header, blocks, records, end. */
export class StateWriter {
  readonly #sink: StateSink;
  readonly #hash = blake3.create();
  readonly #chunk: Uint8Array = new Uint8Array(CHUNK_SIZE);
  #used = 0;
  #records = 0;

  /** @param blocks number of blocks that `addBlock` receives before the first record */
  constructor(header: StateHeader, { blocks, sink }: { readonly blocks: number; readonly sink: StateSink }) {
    this.#sink = sink;
    this.#put(STATE_MAGIC);
    this.#put(integer(4, STATE_VERSION));
    this.#putBlob(encodeStateHeader(header));
    this.#put(integer(4, blocks));
  }

  addBlock({ digest, bytes, info }: OrderedBlock): void {
    if (digest === null) throw new TosError('TOS_INTERNAL', { reason: 'a block of the order has no digest' });
    this.#put(digest);
    this.#putBlob(bytes);
    this.#putBlob(info);
  }

  addRecord({ ref, topoheight, value }: ImportRecord): void {
    this.#put(Uint8Array.of(ref.domain.id));
    this.#put(integer(2, ref.key.length));
    this.#put(ref.key);
    this.#put(integer(8, topoheight));
    this.#putBlob(value);
    this.#records++;
  }

  /** Writes what is behind the records. To be called once. */
  finish(): { readonly records: number; readonly checksum: Uint8Array } {
    this.#put(Uint8Array.of(0));
    this.#put(integer(8, this.#records));
    this.#flush();
    const checksum = this.#hash.digest();
    this.#sink(checksum);
    return { records: this.#records, checksum };
  }

  #putBlob(bytes: Uint8Array): void {
    this.#put(integer(4, bytes.length));
    this.#put(bytes);
  }

  #put(bytes: Uint8Array): void {
    if (this.#used + bytes.length > CHUNK_SIZE) this.#flush();
    if (bytes.length > CHUNK_SIZE) {
      this.#write(bytes);
      return;
    }
    this.#chunk.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #flush(): void {
    this.#write(this.#chunk.subarray(0, this.#used));
    this.#used = 0;
  }

  #write(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#sink(bytes);
  }
}

function integer(size: 2 | 4 | 8, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes.subarray(8 - size);
}
