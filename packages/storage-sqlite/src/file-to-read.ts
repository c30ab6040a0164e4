import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { folderOwner } from '@tos/data-folder';
import { TosError } from '@tos/protocol';

/** The file to open, and what removes it again when it is a copy. */
export interface ReadableFile {
  readonly path: string;
  readonly remove?: () => void;
}

/**
 * Returns the file to open for reading. A reader of SQLite's log writes the log's index beside the file; so in a folder that is not writable
 * (a read-only mount, for example) the file and its log are copied into a temporary folder.
 * @throws TOS_DATADIR_LOCKED while a storage writes: a copy would mix several states
 */
export async function fileToRead(path: string): Promise<ReadableFile> {
  const location = dirname(path);
  try {
    accessSync(location, constants.W_OK);
    return { path };
  } catch {
    await assertNobodyWrites(location);
  }
  const folder = mkdtempSync(join(tmpdir(), 'tos-sqlite-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const copy = join(folder, basename(path));
  try {
    for (const suffix of ['', '-wal']) {
      if (existsSync(path + suffix)) await copyFile(path + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    }
    // A writer may have begun while the file was copied.
    await assertNobodyWrites(location);
    return { path: copy, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function assertNobodyWrites(path: string): Promise<void> {
  const writer = await folderOwner(path);
  if (writer === null) return;
  const problem =
    `Process ${writer.pid} writes to ${path}, which is not writable here, so that the log cannot be read. ` +
    'Read where it is writable, or stop the process.';
  throw new TosError('TOS_DATADIR_LOCKED', { path, pid: writer.pid }, problem);
}
