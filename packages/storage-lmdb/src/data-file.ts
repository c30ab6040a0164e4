import { closeSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { TosError } from '@tos/protocol';

// Source: mdb.c of LMDB 1.0, which lmdb-js has. A file begins with two meta pages, numbers in native order: 24 bytes of page
// header, then the magic number; at these offsets the size of a page (u32) and the number of the last page in use (u64).
const MDB_MAGIC = 0xbeef_c0de;
const MAGIC_OFFSET = 24;
const PAGE_SIZE_OFFSET = 48;
const LAST_PAGE_OFFSET = 144;
const META_SIZE = 152;

export function dataFile(location: string): string {
  return join(location, 'data.mdb');
}

/** @throws TOS_STORAGE_FAILURE when there is a file */
export function assertFolder(location: string): void {
  const folder = statSync(location, { throwIfNoEntry: false });
  if (folder && !folder.isDirectory()) throw failure(`${location} is a file; a location is a folder`);
}

/**
 * LMDB maps the file into memory and trusts it, so that damage can end the process. Here most of it becomes an error: a file of
 * something else is refused, and one that was cut short is filled up with zeros, in which LMDB sees that a page is missing where
 * it would otherwise read behind the end. (It cannot be refused: the last pages in use may be free and never written.)
 * @throws TOS_STORAGE_CORRUPT, TOS_STORAGE_FAILURE
 */
export function checkDataFile(location: string, readOnly: boolean): void {
  const path = dataFile(location);
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file && readOnly) throw failure(`there is no database in ${location}`);
  if (!file || file.size === 0) return;
  const first = file.isFile() ? readMeta(path, 0) : new Uint8Array(META_SIZE);
  if (u32At(first, MAGIC_OFFSET) !== MDB_MAGIC) {
    throw new TosError('TOS_STORAGE_CORRUPT', { what: 'LMDB database', reason: `${path} is not an LMDB file` });
  }
  const pageSize = u32At(first, PAGE_SIZE_OFFSET);
  const pages = 1 + Math.max(lastPage(first), lastPage(readMeta(path, pageSize)));
  if (!readOnly && file.size < pages * pageSize) truncateSync(path, pages * pageSize);
}

/** The meta page at an offset; zeros where the file ends before. */
function readMeta(path: string, position: number): Uint8Array {
  const meta = new Uint8Array(META_SIZE);
  const file = openSync(path, 'r');
  try {
    readSync(file, meta, { position });
  } finally {
    closeSync(file);
  }
  return meta;
}

function u32At(meta: Uint8Array, offset: number): number {
  return new Uint32Array(meta.buffer, offset, 1)[0]!;
}

function lastPage(meta: Uint8Array): number {
  return Number(new BigUint64Array(meta.buffer, LAST_PAGE_OFFSET, 1)[0]!);
}

function failure(problem: string): TosError {
  return new TosError('TOS_STORAGE_FAILURE', { operation: 'open' }, `LMDB could not open: ${problem}.`);
}
