import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** A path of a folder that stays right when the folder is moved, and that is short enough for the path of a socket (107 bytes). */
export interface FolderHandle {
  /** The path of the folder; a file in the folder is `${base}/${name}`. */
  readonly base: string;
  /** The folder's number in the file system. A copy of the folder has another number. */
  readonly inode: string;
  close(): void;
}

/** @throws the error of the file system for a folder that is missing */
export function openFolder(path: string): FolderHandle {
  const inode = String(statSync(path, { bigint: true }).ino);
  const file = process.platform === 'linux' ? openReadable(path) : null;
  if (file === null) return { base: resolve(path), inode, close() {} };
  const base = `/proc/self/fd/${file}`;
  if (existsSync(base)) return { base, inode, close: () => closeSync(file) };
  // This Linux has no /proc.
  closeSync(file);
  return { base: resolve(path), inode, close() {} };
}

function openReadable(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    // The user may write into the folder but not list it.
    return null;
  }
}
