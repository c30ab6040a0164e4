import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { TosError } from '@tos/protocol';

// Source: the file format of SQLite, https://www.sqlite.org/fileformat.html#the_database_header. Integers are big-endian.
const HEADER_SIZE = 100;
const PAGE_SIZE_OFFSET = 16;
const CHANGE_COUNTER_OFFSET = 24;
const PAGE_COUNT_OFFSET = 28;
const COUNT_VALID_FOR_OFFSET = 92;

/**
 * Checks that a file was not cut short. SQLite notices it only when it needs a missing page, which may be much later. While the log is empty,
 * the header holds the length of the file.
 * @throws TOS_STORAGE_CORRUPT
 */
export function assertNotCut(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const logSize = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || logSize > 0) return;
  const header = new DataView(new ArrayBuffer(HEADER_SIZE));
  const file = openSync(path, 'r');
  try {
    readSync(file, header, { position: 0 });
  } finally {
    closeSync(file);
  }
  if (header.getUint32(CHANGE_COUNTER_OFFSET) !== header.getUint32(COUNT_VALID_FOR_OFFSET)) return;
  const pageSize = header.getUint16(PAGE_SIZE_OFFSET);
  const expected = header.getUint32(PAGE_COUNT_OFFSET) * (pageSize === 1 ? 65_536 : pageSize);
  if (size >= expected) return;
  const reason = `${path} was cut short: it has ${size} of ${expected} bytes`;
  throw new TosError('TOS_STORAGE_CORRUPT', { what: 'SQLite database', reason });
}
