import type { OnProgress } from '@tos/chain';
import type { TosError } from '@tos/protocol';
import type { Storage } from '@tos/state';
import type { Datadir } from '../datadir/datadir.ts';
import { assertNotLost } from '../datadir/storage-place.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { createNodeStorage } from '../storage/create-node-storage.ts';
import type { Style } from '../terminal/style.ts';

/** What the db commands work with. */
export interface DbContext {
  readonly style: Style;
  /** Prints a line of the answer, on stdout. */
  readonly print: (line: string) => void;
  /** Prints a line that is not part of the answer, on stderr. */
  readonly note: (line: string) => void;
  /** To be called often in long work. @throws Interrupted after a signal */
  readonly onProgress: OnProgress;
}

/** Opens the storage of a data directory for some work, then closes it and releases the lock of the directory. */
export async function withStorage<T>(
  datadir: Datadir,
  { note }: Pick<DbContext, 'note'>,
  work: (storage: Storage) => Promise<T>,
): Promise<T> {
  try {
    const storage = await createNodeStorage(datadir.storage, note);
    if (!storage.manifest.persistent) {
      throw invalidSetting(
        '--storage',
        `${datadir.storage.kind} forgets everything at the end of a command; take another`,
      );
    }
    await storage.open();
    try {
      // `work` reports metadata that cannot be read.
      assertNotLost(datadir.storage, await storage.metadata().catch(() => null));
      return await work(storage);
    } finally {
      await storage.close();
    }
  } finally {
    datadir.lock?.release();
  }
}

/** The error for a data directory whose node died before its first commit. */
export function noChainYet({ path }: Pick<Datadir, 'path'>): TosError {
  return invalidSetting('--datadir', `there is no chain in ${path} yet`);
}

/** Prints rows of a name and a value, in two columns. */
export function printRows({ print, style }: DbContext, rows: readonly (readonly [string, string])[]): void {
  for (const [name, value] of rows) print(`${style.dim(name.padEnd(20))}${value}`);
}
