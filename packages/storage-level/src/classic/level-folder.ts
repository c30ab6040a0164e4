import { randomFillSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderLock, lockFolder, makeFolder, syncFolder } from '@tos/data-folder';
import { isTosError, TosError } from '@tos/protocol';
import type { StoreHome } from '../store-home.ts';

/** Files in which LevelDB keeps rows. */
const ROW_FILES = /\.(ldb|sst|log)$/;
const LOG_FILES = /\.log$/;
/** What opening writes besides the rows of its logs: a description of all files, an empty log, a text log. */
const ROOM = 1_000_000;

/** The folder of a store: our lock, and LevelDB's own folder, because LevelDB has a file of the name LOCK too. */
export class LevelFolder implements StoreHome {
  /** The folder that LevelDB makes and fills. */
  readonly database: string;
  readonly #location: string;
  readonly #readOnly: boolean;
  #lock: FolderLock | null = null;

  constructor(location: string, readOnly: boolean) {
    this.#location = location;
    this.#readOnly = readOnly;
    this.database = join(location, 'level');
  }

  async enter(): Promise<void> {
    const location = this.#location;
    if (statSync(location, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw failure(`${location} is a file; a location is a folder`);
    }
    if (this.#readOnly && !existsSync(this.database)) throw failure(`there is no database in ${location}`);
    if (!this.#readOnly) makeFolder(location);
    // A reader takes the lock too: LevelDB lets nobody in beside it, and writes whenever it opens, at least a new log.
    this.#lock = await lockFolder(location).catch((error: unknown) => {
      if (!this.#readOnly || isTosError(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw failure(
        `it writes to its folder whenever it opens, also to read, and cannot (${reason}); copy the folder`,
        error,
      );
    });
    this.#assertWhole();
    if (this.#readOnly && !existsSync(join(this.database, 'CURRENT')))
      throw failure(`there is no database in ${location}`);
  }

  opened(): void {
    if (this.#readOnly) return;
    // LevelDB syncs its own folder, but not the folder in which it made that one.
    syncFolder(this.#location);
  }

  leave(): void {
    this.#lock?.release();
    this.#lock = null;
  }

  size(): number {
    return this.#files(/./).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  assertRoom(): void {
    const logs = this.#files(LOG_FILES).reduce((sum, file) => sum + statSync(file).size, 0);
    const probe = join(this.#location, 'room');
    try {
      // Zeros would take no room on a file system that compresses.
      writeFileSync(probe, randomFillSync(new Uint8Array(logs + ROOM)), { flush: true });
    } finally {
      rmSync(probe, { force: true });
    }
  }

  /**
   * Trap of LevelDB: where CURRENT is missing, it makes a new database, and deletes the files of the old one as obsolete.
   * @throws TOS_STORAGE_CORRUPT
   */
  #assertWhole(): void {
    const current = join(this.database, 'CURRENT');
    if (!existsSync(current)) {
      if (this.#files(ROW_FILES).length === 0) return;
      throw corrupt(`${current} is gone, and there are files of a database beside it`);
    }
    const manifest = readFileSync(current, 'latin1').trim();
    if (!/^MANIFEST-\d+$/.test(manifest)) throw corrupt(`${current} is not of LevelDB`);
    if (!existsSync(join(this.database, manifest))) throw corrupt(`${join(this.database, manifest)} is gone`);
  }

  #files(name: RegExp): string[] {
    if (!existsSync(this.database)) return [];
    return readdirSync(this.database)
      .filter((file) => name.test(file))
      .map((file) => join(this.database, file));
  }
}

function failure(reason: string, cause?: unknown): TosError {
  return new TosError('TOS_STORAGE_FAILURE', { operation: 'open' }, `LevelDB could not open: ${reason}.`, { cause });
}

function corrupt(reason: string): TosError {
  return new TosError('TOS_STORAGE_CORRUPT', { what: 'LevelDB', reason });
}
