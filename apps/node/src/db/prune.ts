import { pruneChain } from '@tos/chain';
import { isTosError } from '@tos/protocol';
import type { Storage } from '@tos/state';
import type { DbRequest } from '../cli/db-options.ts';
import { openExistingDatadir } from '../datadir/datadir.ts';
import { invalidSetting } from '../settings/invalid-setting.ts';
import { formatInteger } from '../terminal/format.ts';
import { type DbContext, printRows, withStorage } from './db-context.ts';

/** Forgets old versions of records. A chain that is too short for `--keep` stays as it is, so that a timer may call it. */
export async function prune(
  { datadir: path, storage: kind, until }: Extract<DbRequest, { command: 'prune' }>,
  context: DbContext,
): Promise<void> {
  await withStorage(await openExistingDatadir(path, kind), context, async (storage) => {
    const { head = 0, prunedBelow: before = 0 } = await placesOf(storage);
    const below = 'below' in until ? until.below : head - until.keep;
    if ('keep' in until && below <= before) {
      // What an interrupted pruning left is removed all the same.
      await storage.prune(0, () => context.onProgress({ stage: 'pruning', done: 0, total: 0 }));
      context.print('There is nothing to prune.');
      return;
    }
    await pruneChain(storage, below, context.onProgress).catch(toSetting);
    printRows(context, [
      ['pruned below', formatInteger(below)],
      ['before', before === 0 ? 'nothing' : formatInteger(before)],
      [
        'size',
        `${formatInteger(await storage.sizeOnDisk())} bytes; what became free is used again, and not given back`,
      ],
    ]);
  });
}

async function placesOf(storage: Storage): Promise<{ readonly head?: number; readonly prunedBelow?: number }> {
  const metadata = await storage.metadata();
  return metadata === undefined ? {} : { head: metadata.head.topoheight, prunedBelow: metadata.prunedBelow };
}

/** A topoheight that is not possible means a wrong flag. */
function toSetting(error: unknown): never {
  if (!isTosError(error, 'TOS_INVALID_ARGUMENT')) throw error;
  throw invalidSetting('--below', `it must be ${error.details.expected}, not ${error.details.received}`);
}
