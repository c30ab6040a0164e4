import { closeSync, fsyncSync, openSync } from 'node:fs';

/** What was made, renamed or removed in a folder outlives a loss of power once this returns. */
export function syncFolder(path: string): void {
  // Windows knows no sync of a folder.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
