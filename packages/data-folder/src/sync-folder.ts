import { closeSync, fsyncSync, openSync } from 'node:fs';
import { assertText } from '@tos/protocol';
import { whereSupported } from './where-supported.ts';

/**
 * What was made, renamed or removed in a folder outlives a loss of power once this returns, where the file system can do that: some (older
 * CIFS, 9p, FUSE) sync no folders, and a folder that this user may not list cannot be opened for it.
 * @throws what the file system answers when the disk fails
 */
export function syncFolder(path: string): void {
  assertText(path, 'path');
  // Windows knows no sync of a folder.
  if (process.platform === 'win32') return;
  const notAllowed = ['EACCES', 'EPERM', 'EISDIR', 'EBADF'];
  whereSupported(
    () => {
      const folder = openSync(path, 'r');
      try {
        fsyncSync(folder);
      } finally {
        closeSync(folder);
      }
    },
    ...notAllowed,
  );
}
