import { writeSync } from 'node:fs';
import { blake3 } from '@noble/hashes/blake3.js';
import { DraftFile } from '@tos/data-folder';
import { TosError } from '@tos/protocol';
import type { ImportRecord, OrderedBlock } from '@tos/state';
import { encodeStateHeader, STATE_MAGIC, STATE_VERSION, type StateHeader } from './state-file.ts';

const CHUNK_SIZE = 1 << 20;

/** Writes a state file, which appears under its name once it is complete and on the disk. */
export class StateWriter {
  readonly #draft: DraftFile;
  readonly #hash = blake3.create();
  readonly #chunk: Uint8Array = new Uint8Array(CHUNK_SIZE);
  #used = 0;
  #records = 0;

  /**
   * @param blocks how many come, each with `addBlock`, before the first record
   * @throws TOS_STORAGE_FAILURE
   */
  constructor(path: string, header: StateHeader, blocks: number) {
    this.#draft = writing(() => new DraftFile(path));
    try {
      this.#put(STATE_MAGIC);
      this.#put(integer(4, STATE_VERSION));
      this.#putBlob(encodeStateHeader(header));
      this.#put(integer(4, blocks));
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** @throws TOS_STORAGE_FAILURE */
  addBlock({ digest, bytes, info }: OrderedBlock): void {
    if (digest === null) throw new TosError('TOS_INTERNAL', { reason: 'a block of the order has no digest' });
    this.#put(digest);
    this.#putBlob(bytes);
    this.#putBlob(info);
  }

  /** @throws TOS_STORAGE_FAILURE */
  add({ ref, topoheight, value }: ImportRecord): void {
    this.#put(Uint8Array.of(ref.domain.id));
    this.#put(integer(2, ref.key.length));
    this.#put(ref.key);
    this.#put(integer(8, topoheight));
    this.#putBlob(value);
    this.#records++;
  }

  /** @throws TOS_STORAGE_FAILURE */
  finish(): { readonly records: number; readonly checksum: Uint8Array } {
    this.#put(Uint8Array.of(0));
    this.#put(integer(8, this.#records));
    this.#flush();
    const checksum = this.#hash.digest();
    this.#writeAll(checksum);
    writing(() => this.#draft.place());
    return { records: this.#records, checksum };
  }

  /** Leaves nothing behind. */
  discard(): void {
    this.#draft.discard();
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
    this.#writeAll(bytes);
  }

  /** A disk that is about to be full takes a part of what it is given, without an error. */
  #writeAll(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writing(() => writeSync(this.#draft.file, bytes, at));
  }
}

function integer(size: 2 | 4 | 8, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes.subarray(8 - size);
}

function writing<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The state file could not be written: ${reason}. Nothing is left of it.`;
    throw new TosError('TOS_STORAGE_FAILURE', { operation: 'write a state file' }, message, { cause });
  }
}
