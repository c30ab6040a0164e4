import { closeSync, fsyncSync, openSync } from 'node:fs';
import { assertText } from '@tos/protocol';
import { whereSupported } from './where-supported.ts';

/**
 * Syncs a folder: files that were made, renamed or removed in it stay so after a loss of power once this returns. It returns without a sync
 * on a file system that cannot sync folders (older CIFS, 9p, FUSE), and for a folder that the user may not list.
 * @throws the error of the file system when the disk fails
 */
export function syncFolder(path: string): void {
  assertText(path, 'path');
  // Windows cannot sync a folder.
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
