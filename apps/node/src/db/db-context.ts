import type { OnProgress } from '@tos/chain';
import type { TosError } from '@tos/protocol';
import type { Storage } from '@tos/state';
import type { Datadir } from '../datadir/datadir.ts';
import { assertNotLost } from '../datadir/storage-place.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { createNodeStorage } from '../storage/create-node-storage.ts';
import type { Style } from '../terminal/style.ts';

/** What the commands work with. */
export interface DbContext {
  readonly style: Style;
  /** A line of the answer, on stdout. */
  readonly print: (line: string) => void;
  /** A line beside the answer, on stderr. */
  readonly note: (line: string) => void;
  /** To be called often in long works. @throws Interrupted after a signal */
  readonly onProgress: OnProgress;
}

/** Opens the storage of a data directory for one work, and closes both. */
export async function withStorage<T>(
  datadir: Datadir,
  { note }: Pick<DbContext, 'note'>,
  work: (storage: Storage) => Promise<T>,
): Promise<T> {
  try {
    const storage = await createNodeStorage(datadir.storage, note);
    await storage.open();
    try {
      // Metadata that cannot be read are for `work` to report.
      assertNotLost(datadir.storage, await storage.metadata().catch(() => null));
      return await work(storage);
    } finally {
      await storage.close();
    }
  } finally {
    datadir.lock?.release();
  }
}

/** For a data directory whose node died before its first commit. */
export function noChainYet({ path }: Pick<Datadir, 'path'>): TosError {
  return invalidSetting('--datadir', `there is no chain in ${path} yet`);
}

/** Two columns. */
export function printRows({ print, style }: DbContext, rows: readonly (readonly [string, string])[]): void {
  for (const [name, value] of rows) print(`${style.dim(name.padEnd(20))}${value}`);
}
