import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readAt, walkPages } from './page-walk.ts';
import { corrupt, storageError } from './storage-error.ts';

// Source: mdb.c of LMDB 1.0, which lmdb-js contains. A file begins with two meta pages, of which the one with the later transaction is valid.
// A meta page has a magic number (u32), the size of a page (u32), the roots of the trees of free pages and of tables, the number of the last
// page, and the transaction (u64 each, in native order).
const MDB_MAGIC = 0xbeef_c0de;
const META = { magic: 24, pageSize: 48, roots: [88, 136], lastPage: 144, transaction: 152, size: 160 } as const;

export function dataFile(location: string): string {
  return join(location, 'data.mdb');
}

/**
 * Turns most damage of a file into an error: LMDB maps the file into memory and trusts it, so that damage can end the process. This refuses a
 * file of another format, and a file whose end is missing or zeros where a page is in use. (Free pages at the end may never have been
 * written.) It must not be called while a store writes to the file. @throws TOS_STORAGE_CORRUPT
 */
export function checkDataFile(location: string): void {
  const path = dataFile(location);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === false) throw corrupt(`${path} is not an LMDB file`);
  if (!found?.size) return;
  for (const problem of pageProblems(location, { ifCut: true })) {
    if (problem !== null) throw corrupt(`${path} was cut short or not written to its end: ${problem}`);
  }
}

/**
 * Checks the pages that are in use, with `ifCut` only when the end of the file is missing or zeros: null, or what is wrong with a page. While a
 * view is open, LMDB reuses no page of the newest state. @throws TOS_STORAGE_CORRUPT for a file without its meta pages
 */
export function* pageProblems(location: string, { ifCut }: { readonly ifCut: boolean }): Generator<string | null> {
  const path = dataFile(location);
  const file = openSync(path, 'r');
  try {
    const first = readAt(file, 0, META.size);
    const pageSize = first.getUint32(META.pageSize, true);
    const isOurs = (meta: DataView): boolean => meta.getUint32(META.magic, true) === MDB_MAGIC && pageSize > 0;
    if (!isOurs(first)) throw corrupt(`${path} is not an LMDB file`);
    const second = readAt(file, pageSize, META.size);
    if (!isOurs(second)) throw corrupt(`${path} was cut short or not written to its end: it has no second meta page`);
    const [older, newer] = [first, second].map((meta) => meta.getBigUint64(META.transaction, true));
    const newest = newer! > older! ? second : first;
    const end = (Number(newest.getBigUint64(META.lastPage, true)) + 1) * pageSize;
    const isLong = fstatSync(file).size >= end;
    // A loss of power may leave a file of the right length with zeros at its end. A whole page is looked at: the last page of a large row often
    // ends with zeros, and then the walk over all pages would take the longer the larger the file is.
    if (ifCut && isLong && new Uint8Array(readAt(file, end - pageSize, pageSize).buffer).some((byte) => byte !== 0))
      return;
    const roots = META.roots.map((offset) => newest.getBigUint64(offset, true));
    yield* walkPages(file, pageSize, roots);
  } catch (error) {
    throw error instanceof RangeError
      ? corrupt(`${path} was cut short: ${error.message}`)
      : storageError('read', error);
  } finally {
    closeSync(file);
  }
}
