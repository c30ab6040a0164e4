import { existsSync, rmSync } from 'node:fs';
import { bytesToHex } from '@noble/hashes/utils.js';
import { checkStateFile, importStateFile } from '@tos/chain';
import type { Storage } from '@tos/state';
import type { DbRequest } from '../cli/db-options.ts';
import { openDatadirToFill } from '../datadir/datadir.ts';
import { genesisFile, markBegun } from '../datadir/storage-place.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { formatInteger } from '../terminal/format.ts';
import { contentOf } from './content-of.ts';
import { type DbContext, printRows, withStorage } from './db-context.ts';
import { type OpenStateFile, openStateFile } from './open-state-file.ts';

/** Fills a data directory from a state file. The whole file is checked before anything is made. */
export async function importState(
  { datadir: path, storage: kind, file }: Extract<DbRequest, { command: 'import' }>,
  context: DbContext,
): Promise<void> {
  const { genesis, metadata } = await reading(file, (source) => checkStateFile(source, context.onProgress));
  const isNew = !existsSync(path);
  const datadir = await openDatadirToFill(path, {
    genesis,
    ...(kind === undefined ? {} : { kind }),
    setting: '--datadir',
  });
  const hadStorage = existsSync(datadir.storage.location);
  try {
    const content = await withStorage(datadir, context, async (storage) => {
      if ((await storage.metadata()) !== undefined) {
        throw invalidSetting('--datadir', `there is a chain in ${path} already; import makes a new one`);
      }
      await fill(storage, file, context);
      return contentOf(storage, context.onProgress);
    });
    markBegun(path, datadir.storage);
    printRows(context, [
      ['imported', `the state at topoheight ${formatInteger(metadata.head.topoheight)} into ${path}`],
      ['content digest', bytesToHex(content)],
    ]);
  } catch (error) {
    // Only what this run has made is removed: a storage that was there before is not touched.
    if (!hadStorage) rmSync(datadir.storage.location, { recursive: true, force: true });
    if (datadir.isNew) rmSync(genesisFile(path));
    if (isNew) rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

async function fill(storage: Storage, file: string, { onProgress }: DbContext): Promise<void> {
  await reading(file, (records) =>
    reading(file, (blocks) => importStateFile(storage, { records, blocks }, onProgress)),
  );
}

async function reading<T>(file: string, work: (source: OpenStateFile) => Promise<T>): Promise<T> {
  const source = openStateFile(file);
  try {
    return await work(source);
  } finally {
    source.close();
  }
}
