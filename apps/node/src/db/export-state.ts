import { existsSync } from 'node:fs';
import { bytesToHex } from '@noble/hashes/utils.js';
import { writeStateFile } from '@tos/chain';
import { isTosError } from '@tos/protocol';
import type { Topoheight } from '@tos/state';
import type { DbRequest } from '../cli/db-options.ts';
import { lookIntoDatadir } from '../datadir/datadir.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { requireWritable } from '../settings/require-writable.ts';
import { formatInteger } from '../terminal/format.ts';
import { assertOwnGenesis } from './assert-own-genesis.ts';
import { contentOf } from './content-of.ts';
import { type DbContext, noChainYet, printRows, withStorage } from './db-context.ts';
import { StateFileDraft } from './state-file-draft.ts';

/** Writes a state file, and prints the content digest that an import of it must give. */
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
    const draft = new StateFileDraft(file);
    try {
      const chain = { genesis: datadir.genesis, topoheight };
      const { records, checksum } = await writeStateFile(storage, chain, draft.write, context.onProgress).catch(
        (error: unknown) => refuse(topoheight, error),
      );
      const content = await contentOf(storage, context.onProgress, topoheight);
      draft.place();
      printRows(context, [
        ['exported', `${formatInteger(records)} records at topoheight ${formatInteger(topoheight)} to ${file}`],
        ['content digest', bytesToHex(content)],
        ['checksum', bytesToHex(checksum)],
      ]);
    } catch (error) {
      draft.discard();
      throw error;
    }
  });
}

/** A topoheight that the chain has no state of is a wrong flag. */
function refuse(topoheight: Topoheight, error: unknown): never {
  if (!isTosError(error, 'TOS_INVALID_ARGUMENT') || error.details.argument !== 'topoheight') throw error;
  throw invalidSetting('--at', `${topoheight}, and it must be ${error.details.expected}`);
}
