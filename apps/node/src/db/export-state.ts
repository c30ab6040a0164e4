import { existsSync } from 'node:fs';
import { bytesToHex } from '@noble/hashes/utils.js';
import { chainPointAt, liveRecords, lowestRecent, recentBlocks } from '@tos/chain';
import { isTosError } from '@tos/protocol';
import type { DbRequest } from '../cli/db-options.ts';
import { lookIntoDatadir } from '../datadir/datadir.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { requireWritable } from '../settings/require-writable.ts';
import { formatInteger } from '../terminal/format.ts';
import { assertOwnGenesis } from './assert-own-genesis.ts';
import { contentOf } from './content-of.ts';
import { type DbContext, noChainYet, printRows, withStorage } from './db-context.ts';
import { StateWriter } from './state-writer.ts';

/** Writes a state file, and says what must come out of it. */
export async function exportState(
  { datadir: path, storage: kind, file, at }: Extract<DbRequest, { command: 'export' }>,
  context: DbContext,
): Promise<void> {
  if (existsSync(file)) throw invalidSetting('FILE', `${file} exists; nothing is overwritten`);
  requireWritable('FILE', file);
  const datadir = lookIntoDatadir(path, kind);
  await withStorage(datadir, context, async (storage) => {
    const stored = await storage.metadata();
    if (stored === undefined) throw noChainYet(datadir);
    assertOwnGenesis(datadir, stored);
    const topoheight = at ?? stored.head.topoheight;
    const { metadata } = await chainPointAt(storage, topoheight).catch((error: unknown) => {
      if (!isTosError(error, 'TOS_INVALID_ARGUMENT')) throw error;
      throw invalidSetting('--at', `${topoheight}, and it must be ${error.details.expected}`);
    });
    const blocks = topoheight - lowestRecent(topoheight) + 1;
    const writer = new StateWriter(file, { metadata, genesis: datadir.genesis }, blocks);
    try {
      for await (const block of recentBlocks(storage, topoheight)) writer.addBlock(block);
      for await (const record of liveRecords(storage, topoheight, context.onProgress)) writer.add(record);
      const content = await contentOf(storage, context.onProgress, topoheight);
      const { records, checksum } = writer.finish();
      printRows(context, [
        ['exported', `${formatInteger(records)} records at topoheight ${formatInteger(topoheight)} to ${file}`],
        ['content digest', bytesToHex(content)],
        ['checksum', bytesToHex(checksum)],
      ]);
    } catch (error) {
      writer.discard();
      throw error;
    }
  });
}
