import { bytesToHex } from '@noble/hashes/utils.js';
import { domainList } from '@tos/state';
import type { DbPlace } from '../cli/db-options.ts';
import { lookIntoDatadir } from '../datadir/datadir.ts';
import { formatInteger, formatTos } from '../terminal/format.ts';
import { type DbContext, noChainYet, printRows, withStorage } from './db-context.ts';

/** Prints the head, the sizes and the number of records of a stored chain. It counts every record. */
export async function stats({ datadir: path, storage: kind }: DbPlace, context: DbContext): Promise<void> {
  const datadir = lookIntoDatadir(path, kind);
  await withStorage(datadir, context, async (storage) => {
    const metadata = await storage.metadata();
    if (metadata === undefined) throw noChainYet(datadir);
    const { network, genesis, head, supply, digest, prunedBelow, formatVersion } = metadata;
    const records: (readonly [string, string])[] = [];
    for (const [i, domain] of domainList.entries()) {
      await context.onProgress({ stage: 'counting records', done: i, total: domainList.length });
      records.push([`${domain.name} records`, formatInteger(await storage.count(domain))]);
    }
    await context.onProgress({ stage: 'counting records', done: domainList.length, total: domainList.length });
    printRows(context, [
      ['storage', `${datadir.storage.kind}, format ${formatVersion}, in ${datadir.storage.location}`],
      ['size', `${formatInteger(await storage.sizeOnDisk())} bytes`],
      ['network', network],
      ['genesis', bytesToHex(genesis)],
      ['head', `${bytesToHex(head.hash)}`],
      ['height', formatInteger(head.height)],
      ['topoheight', formatInteger(head.topoheight)],
      ['pruned below', prunedBelow === 0 ? 'nothing' : formatInteger(prunedBelow)],
      ['state digest', bytesToHex(digest)],
      ['emitted', formatTos(supply.emitted)],
      ['burned', formatTos(supply.burned)],
      ...records,
      ...[...(await storage.stats())].map(([name, figure]) => [name, formatInteger(figure)] as const),
    ]);
  });
}
