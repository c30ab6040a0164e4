import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { folderOwner } from '@tos/data-folder';
import { TosError } from '@tos/protocol';

/** A file to read from. */
export interface ReadableFile {
  readonly path: string;
  /** Takes a copy away. */
  remove(): void;
}

/**
 * A reader of SQLite's log writes its index beside the file. Where the folder is not writable, a mount that is read-only say, the file and
 * its log are copied into a temporary folder.
 * @throws TOS_DATADIR_LOCKED while somebody writes: a copy would be of several states
 */
export async function fileToRead(path: string): Promise<ReadableFile> {
  const location = dirname(path);
  if (isWritable(location)) return { path, remove() {} };
  await assertNobodyWrites(location);
  const folder = mkdtempSync(join(tmpdir(), 'tos-sqlite-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, 'chain.sqlite');
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    if (existsSync(`${path}-wal`)) await copyFile(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE);
    // Somebody may have begun meanwhile.
    await assertNobodyWrites(location);
    return { path: copy, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function assertNobodyWrites(location: string): Promise<void> {
  const writer = await folderOwner(location);
  if (writer === null) return;
  const message =
    `Process ${writer.pid} writes to ${location}, which is not writable here, so that the log cannot be read. ` +
    'Read where it is writable, or stop the process.';
  throw new TosError('TOS_DATADIR_LOCKED', { path: location, pid: writer.pid }, message);
}

function isWritable(location: string): boolean {
  try {
    accessSync(location, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
