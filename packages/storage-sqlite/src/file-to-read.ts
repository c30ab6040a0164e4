import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { folderOwner } from '@tos/data-folder';
import { TosError } from '@tos/protocol';

/** The database file of a location, or a copy of it. */
export interface ReadableFile {
  readonly path: string;
  /** Removes the copy; does nothing when the file is not a copy. */
  remove(): void;
}

/**
 * Returns the file to open for reading. A reader of SQLite's log writes the log's index beside the file; so in a folder that is not writable
 * (a read-only mount, for example) the file and its log are copied into a temporary folder.
 * @throws TOS_DATADIR_LOCKED while a storage writes: a copy would mix several states
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
    // A writer may have begun while the file was copied.
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
