import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** A way to a folder that leads there after the folder was moved, and that is short enough for the path of a socket (107 bytes). */
export interface FolderHandle {
  /** What the names of files in the folder are appended to, behind a slash. */
  readonly base: string;
  /** Its number in the file system, which a copy of the folder does not have. */
  readonly inode: string;
  close(): void;
}

/** @throws what the file system answers for a folder that is missing */
export function openFolder(path: string): FolderHandle {
  const inode = String(statSync(path, { bigint: true }).ino);
  const file = process.platform === 'linux' ? openReadable(path) : null;
  if (file === null) return { base: resolve(path), inode, close() {} };
  const base = `/proc/self/fd/${file}`;
  if (existsSync(base)) return { base, inode, close: () => closeSync(file) };
  // Without /proc.
  closeSync(file);
  return { base: resolve(path), inode, close() {} };
}

function openReadable(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    // A folder may be written to and not listed.
    return null;
  }
}
