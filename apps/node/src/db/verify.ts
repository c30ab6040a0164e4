import { verifyChain } from '@tos/chain';
import { TosError } from '@tos/protocol';
import type { DbPlace } from '../cli/db-options.ts';
import { openExistingDatadir } from '../datadir/datadir.ts';
import { formatInteger } from '../terminal/format.ts';
import { type DbContext, noChainYet, withStorage } from './db-context.ts';

/** A database that is thoroughly broken needs no line for every record. */
const MOST_LINES = 100;

/** Prints everything that is wrong. @throws TOS_STORAGE_CORRUPT when something is */
export async function verify({ datadir: path, storage: kind }: DbPlace, context: DbContext): Promise<void> {
  const { style, print, onProgress } = context;
  const datadir = openExistingDatadir(path, kind);
  const count = await withStorage(datadir, context, async (storage) => {
    // Metadata that cannot be read are found wrong below.
    if ((await storage.metadata().catch(() => null)) === undefined) throw noChainYet(datadir);
    let found = 0;
    for await (const { part, message } of verifyChain(storage, datadir.genesis, onProgress)) {
      if (++found <= MOST_LINES) print(`${style.bad('WRONG')}  ${part.padEnd(8)} ${message}`);
    }
    const head = (await storage.metadata().catch(() => undefined))?.head;
    if (found === 0)
      print(`${style.good('OK')}  everything up to block ${formatInteger(head?.topoheight ?? 0)} is sound`);
    return found;
  });
  if (count === 0) return;
  const reason = `${formatInteger(count)} ${count === 1 ? 'thing is' : 'things are'} wrong`;
  throw new TosError('TOS_STORAGE_CORRUPT', { what: datadir.storage.location, reason });
}
