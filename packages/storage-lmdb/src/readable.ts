import { accessSync, constants, statSync } from 'node:fs';
import { folderOwner } from '@tos/data-folder';
import { TosError } from '@tos/protocol';
import { checkDataFile, dataFile } from './data-file.ts';

/**
 * @throws an error without a database; TOS_STORAGE_CORRUPT for one that was cut short; TOS_DATADIR_LOCKED beside a writer that cannot know of
 *   this reader, so that it would overwrite the pages that are being read
 */
export async function assertReadable(location: string): Promise<void> {
  if (!statSync(dataFile(location), { throwIfNoEntry: false })) throw new Error(`there is no database in ${location}`);
  const writer = await folderOwner(location);
  if (writer === null) return checkDataFile(location);
  try {
    accessSync(location, constants.W_OK);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EROFS')) return;
    const message =
      `Process ${writer.pid} writes to ${location}, which is mounted read-only here, so that readers cannot enter themselves in lock.mdb. ` +
      'Read where it is writable, or stop the process.';
    throw new TosError('TOS_DATADIR_LOCKED', { path: location, pid: writer.pid }, message);
  }
}
