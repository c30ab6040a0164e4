import { resolve } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { copyChain } from '@tos/chain';
import { isTosError, TosError } from '@tos/protocol';
import { compareBytes } from '@tos/state';
import type { DbRequest } from '../cli/db-options.ts';
import { openDatadirToFill, openExistingDatadir } from '../datadir/datadir.ts';
import { markBegun } from '../datadir/storage-place.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { formatInteger } from '../terminal/format.ts';
import { assertOwnGenesis } from './assert-own-genesis.ts';
import { contentOf } from './content-of.ts';
import { type DbContext, noChainYet, printRows, withStorage } from './db-context.ts';

/** Copies a chain into another data directory, and compares the contents of both. The old directory stays as it is. */
export async function migrate(
  { datadir: path, storage: kind, to, target: targetPath }: Extract<DbRequest, { command: 'migrate' }>,
  context: DbContext,
): Promise<void> {
  if (resolve(path) === resolve(targetPath)) throw invalidSetting('FOLDER', 'it is the folder that the chain is in');
  const datadir = await openExistingDatadir(path, kind);
  await withStorage(datadir, context, async (source) => {
    const stored = await source.metadata();
    if (stored === undefined) throw noChainYet(datadir);
    assertOwnGenesis(datadir, stored);
    const { genesis } = datadir;
    const copy = await openDatadirToFill(targetPath, { genesis, kind: to, setting: 'FOLDER' });
    await withStorage(copy, context, async (target) => {
      const from = await copyChain({ source, target }, context.onProgress).catch(toSetting);
      markBegun(copy.path, copy.storage);
      const digests: Uint8Array[] = [];
      for (const storage of [source, target]) digests.push(await contentOf(storage, context.onProgress));
      const [before, after] = digests;
      const head = (await target.metadata())?.head.topoheight ?? 0;
      printRows(context, [
        ['copied', `${copied(from, head)} into ${to} in ${targetPath}`],
        [`in ${datadir.storage.kind}`, bytesToHex(before!)],
        [`in ${to}`, bytesToHex(after!)],
      ]);
      if (compareBytes(before!, after!) !== 0) {
        throw new TosError('TOS_INTERNAL', { reason: 'the copy has another content digest' });
      }
      context.print(`${context.style.good('OK')}  the same content`);
    });
  });
}

function copied(from: number, head: number): string {
  return from > head ? 'no block, all were there,' : `blocks ${formatInteger(from)} to ${formatInteger(head)}`;
}

/** A copy that cannot be continued means a wrong folder. */
function toSetting(error: unknown): never {
  if (!isTosError(error, 'TOS_STORAGE_CONFLICT')) throw error;
  throw invalidSetting('FOLDER', `${error.details.reason}; take a new one`);
}
