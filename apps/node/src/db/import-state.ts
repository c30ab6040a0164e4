import { existsSync, rmSync } from 'node:fs';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Storage } from '@tos/state';
import type { DbRequest } from '../cli/db-options.ts';
import { genesisFile, openDatadirToFill } from '../datadir/datadir.ts';
import { markBegun } from '../datadir/storage-place.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { formatInteger } from '../terminal/format.ts';
import { contentOf } from './content-of.ts';
import { type DbContext, printRows, withStorage } from './db-context.ts';
import { StateReader } from './state-reader.ts';

/** Fills a data directory from a state file. The file is checked before anything is made of it. */
export async function importState(
  { datadir: path, storage: kind, file }: Extract<DbRequest, { command: 'import' }>,
  context: DbContext,
): Promise<void> {
  const { header } = await reading(file, async (reader) => {
    for await (const _ of reader.records('checking', context.onProgress));
    return reader;
  });
  const isNew = !existsSync(path);
  const { genesis, metadata } = header;
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
    // What this run has made goes with it; a storage that was there before is as it was.
    if (!hadStorage) rmSync(datadir.storage.location, { recursive: true, force: true });
    if (datadir.isNew) rmSync(genesisFile(path));
    if (isNew) rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

async function fill(storage: Storage, file: string, { onProgress }: DbContext): Promise<void> {
  // Two readers: a storage asks for records and blocks in an order of its own.
  await reading(file, async (reader) => {
    await reading(file, async (ofBlocks) => {
      await storage.importState({
        metadata: reader.header.metadata,
        records: reader.records('importing', onProgress),
        blocks: inTurn(ofBlocks.blocks()),
      });
    });
  });
}

async function* inTurn<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function reading<T>(file: string, work: (reader: StateReader) => Promise<T>): Promise<T> {
  const reader = new StateReader(file);
  try {
    return await work(reader);
  } finally {
    reader.close();
  }
}
