import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { TosError } from '@tos/protocol';

/**
 * Checks that a file was not cut short. SQLite notices it only when it needs a missing page, which may be much later. While the log is empty,
 * the header holds the length of the file.
 * @throws TOS_STORAGE_CORRUPT
 */
export function assertNotCut(path: string): void {
  const [size = 0, logSize = 0] = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size);
  if (size === 0 || logSize > 0) return;
  const header = new DataView(new ArrayBuffer(100));
  const file = openSync(path, 'r');
  try {
    readSync(file, header, { position: 0 });
  } finally {
    closeSync(file);
  }
  // Source: https://www.sqlite.org/fileformat.html#the_database_header. Integers are big-endian. The number of pages holds when the counter of
  // changes (24) is the one for which the number was written (92).
  if (header.getUint32(24) !== header.getUint32(92)) return;
  const pageSize = header.getUint16(16) === 1 ? 65_536 : header.getUint16(16);
  const expected = header.getUint32(28) * pageSize;
  if (size >= expected) return;
  const reason = `${path} was cut short: it has ${size} of ${expected} bytes`;
  throw new TosError('TOS_STORAGE_CORRUPT', { what: 'SQLite database', reason });
}
