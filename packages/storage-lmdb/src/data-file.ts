import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TosError } from '@tos/protocol';
import { pageProblem } from './page-walk.ts';

// Source: mdb.c of LMDB 1.0, which lmdb-js contains. A file begins with two meta pages, of which the one with the later transaction is valid.
// Numbers are in native order. A meta page has 24 bytes of page header, then the magic number; at the offsets below it has the size of a page
// (u32), the roots of the trees of free pages and of tables, the number of the last page, and the transaction (u64 each).
const MDB_MAGIC = 0xbeef_c0de;
const MAGIC_OFFSET = 24;
const PAGE_SIZE_OFFSET = 48;
const ROOT_OFFSETS = [88, 136] as const;
const LAST_PAGE_OFFSET = 144;
const TRANSACTION_OFFSET = 152;
const META_SIZE = 160;
/** Bytes that every disk writes at once. */
const SECTOR = 512;

export function dataFile(location: string): string {
  return join(location, 'data.mdb');
}

/** @throws TOS_STORAGE_FAILURE for a location that is a file, and for an empty one, which would be the working directory */
export function assertFolder(location: string): void {
  if (location === '') throw failure('the location is empty');
  const folder = statSync(location, { throwIfNoEntry: false });
  if (folder && !folder.isDirectory()) throw failure(`${location} is a file; a location is a folder`);
}

/**
 * Turns most damage of a file into an error: LMDB maps the file into memory and trusts it, so that damage can end the process. This refuses a
 * file of another format, and a file whose end is missing or zeros where a page is in use. (Free pages at the end may never have been
 * written.) It must not be called while a storage writes to the file.
 * @throws TOS_STORAGE_CORRUPT
 */
export function checkDataFile(location: string): void {
  const path = dataFile(location);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found || found.size === 0) return;
  if (!found.isFile()) throw corrupt(`${path} is not an LMDB file`);
  const file = openSync(path, 'r');
  try {
    checkPages(path, file);
  } finally {
    closeSync(file);
  }
}

function checkPages(path: string, file: number): void {
  const first = readAt(file, 0, META_SIZE);
  if (first?.getUint32(MAGIC_OFFSET, true) !== MDB_MAGIC) throw corrupt(`${path} is not an LMDB file`);
  const pageSize = first.getUint32(PAGE_SIZE_OFFSET, true);
  const second = readAt(file, pageSize, META_SIZE);
  const { size } = fstatSync(file);
  if (second?.getUint32(MAGIC_OFFSET, true) !== MDB_MAGIC) throw corrupt(`${path} was cut short: it has ${size} bytes`);
  const newest = transactionOf(second) > transactionOf(first) ? second : first;
  const pages = Number(newest.getBigUint64(LAST_PAGE_OFFSET, true)) + 1;
  // A loss of power may leave a file of the right length with zeros at its end.
  if (size >= pages * pageSize && !isZero(readAt(file, pages * pageSize - SECTOR, SECTOR))) return;
  const roots = ROOT_OFFSETS.map((offset) => newest.getBigUint64(offset, true));
  const problem = pageProblem((page) => readAt(file, page * pageSize, pageSize), roots, pages);
  if (problem === null) return;
  throw corrupt(
    `${path} was cut short or not written to its end: it has ${size} of ${pages * pageSize} bytes, and ${problem}`,
  );
}

/** Reads `size` bytes at `position`; undefined when the file ends before. */
function readAt(file: number, position: number, size: number): DataView | undefined {
  const view = new DataView(new ArrayBuffer(size));
  return readSync(file, view, { position }) === size ? view : undefined;
}

function isZero(view: DataView | undefined): boolean {
  return view !== undefined && new Uint8Array(view.buffer).every((byte) => byte === 0);
}

function transactionOf(meta: DataView): bigint {
  return meta.getBigUint64(TRANSACTION_OFFSET, true);
}

function corrupt(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'LMDB database', reason });
}

function failure(problem: string): TosError {
  return new TosError('TOS_STORAGE_FAILURE', { operation: 'open' }, `LMDB could not open: ${problem}.`);
}

/** @throws TOS_STORAGE_FAILURE for a location without a data file */
export function assertDataFile(location: string): void {
  if (!statSync(dataFile(location), { throwIfNoEntry: false })) throw failure(`there is no database in ${location}`);
}
