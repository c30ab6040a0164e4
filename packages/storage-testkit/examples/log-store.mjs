import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { lockFolder } from '@tos/data-folder';
import { isTosError, TosError } from '@tos/protocol';
import { assertStorageOptions } from '@tos/state';
import { createMemoryStore, createVersionedStorage } from '@tos/versioned-storage';

// Every module with a store exports these two: tools, threads and the kit name a store by its module.
export function createStore(options) {
  assertStorageOptions(options);
  return new LogStore(options);
}

export function createStorage(options) {
  return createVersionedStorage(createStore(options));
}

// An entry's head: length of the entry, checksum of the length, checksum of the entry. Without the first checksum, a wrong length would look
// like an entry that a crash cut off, and every entry behind it would be removed.
const HEAD_BYTES = 12;

/** A log of everything that was written, and an index of it in memory. */
class LogStore {
  // The manifest claims what the kit tests.
  manifest = Object.freeze({ name: 'log', persistent: true, durability: 'process', concurrentReaders: 'processes' });
  readOnly;
  #location;
  #lock = null;
  #file = null;
  #index = createMemoryStore();
  // Bytes of the log that the index contains.
  #size = 0;

  constructor({ location, readOnly = false }) {
    this.#location = location;
    this.readOnly = readOnly;
  }

  async open() {
    try {
      if (!this.readOnly) {
        mkdirSync(this.#location, { recursive: true });
        this.#lock = await lockFolder(this.#location);
      }
      this.#file = openSync(join(this.#location, 'log'), this.readOnly ? 'r' : 'a+');
      this.#size = 0;
      await this.#replay();
      // An entry that a crash cut off belongs to a promise that never resolved, so it is removed.
      if (!this.readOnly) ftruncateSync(this.#file, this.#size);
    } catch (error) {
      await this.close();
      throw failure('open', error);
    }
  }

  async close() {
    await this.#index.close();
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#lock?.release();
    this.#lock = null;
  }

  async sizeOnDisk() {
    return this.#size;
  }

  /** A store beside the writer first reads what was appended since. */
  async view() {
    if (this.readOnly) await this.#replay();
    return this.#index.view();
  }

  async write(puts) {
    const rows = Array.from(puts, ({ table, key, value }) => [table, key, value]);
    const body = serialize(rows);
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(body.length, 0);
    head.writeUInt32BE(crc32(head.subarray(0, 4)), 4);
    head.writeUInt32BE(crc32(body), 8);
    const bytes = Buffer.concat([head, body]);
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
    } catch (error) {
      // A full disk may have taken a part of the entry.
      ftruncateSync(this.#file, this.#size);
      throw failure('append', error);
    }
    this.#size += bytes.length;
    await this.#apply(rows);
  }

  /** The log has no faults that opening does not find. */
  async *problems() {}

  /** Applies the entries behind those in the index. Half an entry at the end is still being written, or was cut off. */
  async #replay() {
    const start = this.#size;
    const bytes = Buffer.alloc(fstatSync(this.#file).size - start);
    readSync(this.#file, bytes, 0, bytes.length, start);
    for (let at = 0; at + HEAD_BYTES <= bytes.length; at = this.#size - start) {
      this.#check(bytes.subarray(at, at + 4), bytes.readUInt32BE(at + 4));
      const end = at + HEAD_BYTES + bytes.readUInt32BE(at);
      if (end > bytes.length) break;
      const body = bytes.subarray(at + HEAD_BYTES, end);
      this.#check(body, bytes.readUInt32BE(at + 8));
      this.#size = start + end;
      await this.#apply(deserialize(body));
    }
  }

  #apply(rows) {
    return this.#index.write(rows.map(([table, key, value]) => ({ table, key, value })));
  }

  #check(bytes, checksum) {
    if (crc32(bytes) === checksum) return;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'log', reason: `wrong checksum at ${this.#size}` });
  }
}

function failure(operation, cause) {
  if (isTosError(cause)) return cause;
  return new TosError('TOS_STORAGE_FAILURE', { operation }, `The log could not ${operation}: ${cause.message}.`, {
    cause,
  });
}
