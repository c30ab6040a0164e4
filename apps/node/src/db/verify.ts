import { verifyChain } from '@tos/chain';
import { folderOwner } from '@tos/data-folder';
import { TosError } from '@tos/protocol';
import { compareBytes, type Storage, type StoredMetadata, type Topoheight } from '@tos/state';
import type { DbPlace } from '../cli/db-options.ts';
import { type Datadir, lookIntoDatadir } from '../datadir/datadir.ts';
import { formatInteger } from '../terminal/format.ts';
import { type DbContext, noChainYet, withStorage } from './db-context.ts';

/** The most lines of findings: a thoroughly broken database needs no line for every record. */
const MOST_LINES = 100;

/**
 * Prints everything that is wrong with the stored chain.
 * @throws TOS_STORAGE_CORRUPT when something is wrong
 * @throws TOS_DATADIR_LOCKED when a running node changed the chain meanwhile, so that what was found means nothing
 */
export async function verify({ datadir: path, storage: kind }: DbPlace, context: DbContext): Promise<void> {
  const { style, print } = context;
  const datadir = lookIntoDatadir(path, kind);
  await withStorage(datadir, context, async (storage) => {
    const { lines, count, head } = await findingsAt(datadir, storage, context);
    for (const line of lines) print(line);
    if (count === 0) {
      print(`${style.good('OK')}  everything up to block ${formatInteger(head ?? 0)} is sound`);
      return;
    }
    const reason = `${formatInteger(count)} ${count === 1 ? 'thing is' : 'things are'} wrong`;
    throw new TosError('TOS_STORAGE_CORRUPT', { what: datadir.storage.location, reason });
  });
}

interface Findings {
  readonly lines: readonly string[];
  readonly count: number;
  /** The head up to which the chain was checked; undefined where it cannot be read. */
  readonly head: Topoheight | undefined;
}

/**
 * Verifies until both ends of a pass see the same state: when a node changes the chain meanwhile, what is read first and what is read last
 * belong to two states.
 */
async function findingsAt(datadir: Datadir, storage: Storage, { style, onProgress }: DbContext): Promise<Findings> {
  for (;;) {
    const lines: string[] = [];
    let count = 0;
    // `verifyChain` reports metadata that cannot be read.
    const before = await storage.metadata().catch(() => null);
    if (before === undefined) throw noChainYet(datadir);
    for await (const { part, message } of verifyChain(storage, datadir.genesis, onProgress)) {
      if (++count <= MOST_LINES) lines.push(`${style.bad('WRONG')}  ${part.padEnd(8)} ${message}`);
    }
    const after = await storage.metadata().catch(() => null);
    if (count === 0 || isSameState(before, after)) return { lines, count, head: before?.head.topoheight };
    const owner = await folderOwner(datadir.path);
    if (owner === null) continue;
    const message = `Process ${owner.pid} changed ${datadir.path} while it was checked. Stop the node, and verify again.`;
    throw new TosError('TOS_DATADIR_LOCKED', { path: datadir.path, pid: owner.pid }, message);
  }
}

function isSameState(before: StoredMetadata | null, after: StoredMetadata | null | undefined): boolean {
  if (before === null || !after) return before === after;
  return before.prunedBelow === after.prunedBelow && compareBytes(before.head.hash, after.head.hash) === 0;
}
