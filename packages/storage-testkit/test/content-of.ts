import { serialize } from 'node:v8';
import type { RecordRef, Storage, StorageReader } from '@tos/state';
import { assertEqual } from '../src/assert-equal.ts';
import { collect, hashOf, historyOf, ownTransaction, SHARED_TRANSACTION } from '../src/chain-fixture.ts';
import type { Random } from '../src/random.ts';
import { domainsOf } from './engine-history.ts';

/** What is asked of storages that are compared: the same of both. */
export interface Questions {
  readonly universe: readonly RecordRef[];
  /** Topoheights at which states are walked, and blocks asked for. */
  readonly walkedAt: readonly number[];
  /** Records whose histories are read. */
  readonly histories: readonly RecordRef[];
  readonly ids: readonly number[];
  readonly transactions: readonly Uint8Array[];
}

/** Random questions about a chain up to a head. */
export function questionsFor(
  random: Random,
  {
    universe,
    ids,
    head,
  }: { readonly universe: readonly RecordRef[]; readonly ids: readonly number[]; readonly head: number },
): Questions {
  const some = <T>(items: readonly T[], most: number): T[] =>
    items.length <= most ? [...items] : Array.from({ length: most }, () => items[random.below(items.length)]!);
  return {
    universe,
    walkedAt: some(
      Array.from({ length: head + 2 }, (_, at) => at),
      5,
    ),
    histories: some(universe, 12),
    ids: some(ids, 8),
    transactions: [
      SHARED_TRANSACTION,
      ...some(ids, 5).map(ownTransaction),
      ...Array.from({ length: 5 }, () => hashOf(5_000_000 + random.below(420))),
    ],
  };
}

/** What a reader answers about its state. */
export async function stateOf(reader: StorageReader, { universe, walkedAt, histories }: Questions): Promise<unknown> {
  const { formatVersion: _, ...metadata } = (await reader.metadata()) ?? { formatVersion: 0 };
  const head = (await reader.metadata())?.head.topoheight ?? -1;
  const heights = Array.from({ length: head + 2 }, (_, at) => at);
  const walks: unknown[] = [];
  for (const at of walkedAt) {
    for (const domain of domainsOf(universe)) {
      walks.push([at, domain.name, await collect(reader.iterate(domain, at))]);
      const from = universe[Math.floor(universe.length / 3)]!.key;
      const to = universe[Math.floor((2 * universe.length) / 3)]!.key;
      walks.push(await collect(reader.iterate(domain, undefined, { from, to })));
    }
  }
  const versions: unknown[] = [];
  for (const at of heights) versions.push([at, await reader.readMany(universe, at)]);
  const past: unknown[] = [];
  for (const ref of histories) {
    past.push(await historyOf(reader, ref));
    past.push(
      await historyOf(reader, ref, {
        from: Math.max(0, Math.floor(head / 3)),
        to: Math.max(0, Math.floor((2 * head) / 3)),
      }),
    );
  }
  return {
    metadata,
    newest: await reader.readMany(universe),
    versions,
    walks,
    past,
    hashes: await reader.hashesAt(heights),
    blocks: await Promise.all(walkedAt.map((topoheight) => reader.getBlock({ topoheight }))),
  };
}

/** What a storage answers about everything that it holds. */
export async function contentOf(storage: Storage, questions: Questions): Promise<unknown> {
  const { universe, ids, transactions, walkedAt } = questions;
  const head = (await storage.metadata())?.head.topoheight ?? -1;
  const heights = [...walkedAt, head, head + 1].filter((at) => at >= 0);
  return {
    state: await stateOf(storage, questions),
    counts: await Promise.all(domainsOf(universe).map((domain) => storage.count(domain))),
    byHash: await Promise.all(ids.map((id) => storage.getBlock({ hash: hashOf(id) }))),
    atHeights: await Promise.all(heights.map((height) => storage.blocksAtHeight(height))),
    metadataAt: await Promise.all(heights.map((at) => storage.metadataAt(at))),
    writes: await Promise.all(heights.map((at) => storage.writesAt(at))),
    located: await Promise.all(transactions.map((hash) => storage.locateTransaction(hash))),
  };
}

/** Asserts that two contents are equal. Comparing bytes is far faster than comparing objects, and enough where it finds them equal. */
export function assertContent(found: unknown, expected: unknown, message: string): void {
  if (Buffer.compare(serialize(found), serialize(expected)) !== 0) assertEqual(found, expected, message);
}
