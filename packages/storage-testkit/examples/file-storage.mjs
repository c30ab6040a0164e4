import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { lockFolder } from '@tos/data-folder';
import { isTosError, TosError } from '@tos/protocol';
import { createMemoryStorage, domains, Storage } from '@tos/state';

// Every storage module exports this: tools, threads and the kit name a storage by its module.
export function createStorage(options) {
  return new FileStorage(options);
}

// An entry's head: length of the entry, checksum of the length, checksum of the entry. Without the first checksum, a wrong length would look
// like an entry that a crash cut off, and every entry behind it would be removed.
const HEAD_BYTES = 12;

/** A log of everything that was written, and an index of it in memory. */
class FileStorage extends Storage {
  // The manifest claims features. The kit tests that each claimed feature works, and that each other feature is refused.
  manifest = Object.freeze({
    name: 'files',
    persistent: true,
    durability: 'process',
    concurrentReaders: 'processes',
    snapshots: true,
    pruning: false,
    stateImport: false,
  });
  #location;
  #readOnly;
  #lock = null;
  #file = null;
  #index = createMemoryStorage();
  // Bytes of the log that the index contains.
  #size = 0;
  #caughtUp = Promise.resolve();

  constructor({ location, readOnly = false }) {
    super();
    this.#location = location;
    this.#readOnly = readOnly;
  }

  async _open() {
    try {
      if (!this.#readOnly) {
        mkdirSync(this.#location, { recursive: true });
        this.#lock = await lockFolder(this.#location);
      }
      this.#file = openSync(join(this.#location, 'log'), this.#readOnly ? 'r' : 'a+');
      await this.#index.open();
      this.#size = 0;
      await this.#replay();
      // An entry that a crash cut off belongs to a promise that never resolved, so it is removed.
      if (!this.#readOnly) ftruncateSync(this.#file, this.#size);
    } catch (error) {
      await this._close();
      throw failure('open', error);
    }
  }

  async _close() {
    await this.#index.close();
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#lock?.release();
    this.#lock = null;
  }

  // Writing: append to the log, then apply the entry to the index. The base class runs one write at a time.

  async _commit({ rollbackTo, blocks }) {
    const packed = blocks.map(({ block, writes, metadata }) => ({
      block,
      metadata,
      writes: writes.map(({ ref, value }) => [ref.domain.name, ref.key, value]),
    }));
    await this.#write(['commit', rollbackTo, packed]);
  }

  async _putBlock(block) {
    await this.#write(['putBlock', block]);
  }

  async _deleteBlock(hash) {
    await this.#write(['deleteBlock', hash]);
  }

  async #write(entry) {
    if (this.#readOnly) throw new TosError('TOS_NOT_SUPPORTED', { feature: 'writing to a readOnly storage' });
    const body = serialize(entry);
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
    await this.#apply(entry);
  }

  async #apply([kind, first, second]) {
    if (kind === 'putBlock') return this.#index.putBlock(first);
    if (kind === 'deleteBlock') return this.#index.deleteBlock(first);
    const blocks = second.map(({ block, writes, metadata }) => ({
      block,
      metadata,
      writes: writes.map(([name, key, value]) => ({ ref: { domain: domains[name], key }, value })),
    }));
    return this.#index.commit(first === undefined ? { blocks } : { rollbackTo: first, blocks });
  }

  /** Applies the entries that were appended since. Half an entry at the end is still being written, or was cut off. */
  async #replay() {
    const bytes = Buffer.alloc(fstatSync(this.#file).size - this.#size);
    readSync(this.#file, bytes, 0, bytes.length, this.#size);
    let start = 0;
    while (start + HEAD_BYTES <= bytes.length) {
      this.#check(bytes.subarray(start, start + 4), bytes.readUInt32BE(start + 4));
      const end = start + HEAD_BYTES + bytes.readUInt32BE(start);
      if (end > bytes.length) break;
      const body = bytes.subarray(start + HEAD_BYTES, end);
      this.#check(body, bytes.readUInt32BE(start + 8));
      await this.#apply(deserialize(body));
      this.#size += end - start;
      start = end;
    }
  }

  #check(bytes, checksum) {
    if (crc32(bytes) === checksum) return;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'log', reason: `wrong checksum at ${this.#size}` });
  }

  // Reading: the index answers. A storage beside the writer replays the log before each read, for one read at a time.

  async #current() {
    if (this.#readOnly) {
      this.#caughtUp = this.#caughtUp.then(() => this.#replay());
      await this.#caughtUp;
    }
    return this.#index;
  }

  async _metadata() {
    return (await this.#current()).metadata();
  }

  async _readMany(refs, at) {
    return (await this.#current()).readMany(refs, at);
  }

  async *_history(ref, from, to) {
    yield* (await this.#current()).history(ref, { from, to });
  }

  async *_iterate(domain, at, range) {
    yield* (await this.#current()).iterate(domain, at, range);
  }

  async _getBlock(by) {
    return (await this.#current()).getBlock(by);
  }

  async _blocksAtHeight(height) {
    return (await this.#current()).blocksAtHeight(height);
  }

  async _hashesAt(topoheights) {
    return (await this.#current()).hashesAt(topoheights);
  }

  async _locateTransaction(hash) {
    return (await this.#current()).locateTransaction(hash);
  }

  async _snapshot() {
    return (await this.#current()).snapshot();
  }

  async _sizeOnDisk() {
    return this.#size;
  }
}

function failure(operation, cause) {
  if (isTosError(cause)) return cause;
  return new TosError('TOS_STORAGE_FAILURE', { operation }, `The log could not ${operation}: ${cause.message}.`, {
    cause,
  });
}
