import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateStorage, createMemoryStorage, domainList, type Storage } from '@tos/state';
import { createLmdbStorage } from '@tos/storage-lmdb';
import { Random, RandomHistory } from '@tos/storage-testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createSqliteStorage } from '../src/index.ts';

const RUNS = 6 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const STEPS = 60;

/** The results of every read of a storage, as text. */
async function contentsOf(storage: Storage, topoheights: number): Promise<string> {
  const lines: string[] = [];
  const hex = (bytes: Uint8Array | null | undefined): string => (bytes ? Buffer.from(bytes).toString('hex') : '-');
  for (const domain of domainList) {
    for (let at = 0; at <= topoheights; at++) {
      for await (const [key, { topoheight, previous, value }] of storage.iterate(domain, at)) {
        lines.push(`${domain.name} at ${at}: ${hex(key)} ${topoheight} ${previous} ${hex(value)}`);
      }
    }
    for await (const [key] of storage.iterate(domain)) {
      for await (const { topoheight, previous, value } of storage.history({ domain, key })) {
        lines.push(`history of ${hex(key)}: ${topoheight} ${previous} ${hex(value)}`);
      }
    }
    lines.push(`${domain.name}: ${await storage.count(domain)}`);
  }
  for (let at = 0; at <= topoheights; at++) {
    const block = await storage.getBlock({ topoheight: at });
    lines.push(`block ${at}: ${hex(block?.hash)} ${hex(block?.bytes)} ${hex(block?.info)} ${hex(block?.digest)}`);
    for (const hash of await storage.blocksAtHeight(at)) {
      const { topoheight, transactionHashes = [] } = (await storage.getBlock({ hash })) ?? {};
      lines.push(`height ${at}: ${hex(hash)} ${topoheight} ${transactionHashes.map(hex).join()}`);
    }
  }
  // The version of the format is the storage's own.
  const metadata = { ...(await storage.metadata()), formatVersion: null };
  lines.push(JSON.stringify(metadata, (_, each) => (typeof each === 'bigint' ? String(each) : each)));
  return lines.join('\n');
}

test('memory, LMDB and SQLite have the same contents after the same history', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tos-same-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const seed = Math.floor(Math.random() * 2 ** 32);
  for (let run = 0; run < RUNS; run++) {
    const history = new RandomHistory(new Random(seed + run), true);
    const makers: CreateStorage[] = [createMemoryStorage, createLmdbStorage, createSqliteStorage];
    const storages = makers.map((make, i) => make({ location: join(folder, `${run}-${i}`) }));
    for (const storage of storages) await storage.open();
    for (let number = 0; number < STEPS; number++) {
      const step = history.next();
      for (const storage of storages) {
        if (step.kind === 'commit') await storage.commit(step.change);
        else if (step.kind === 'prune') await storage.prune(step.below);
        else if (step.kind === 'putBlock') await storage.putBlock(step.block);
        else if (storage.manifest.persistent) {
          await storage.close();
          await storage.open();
        }
      }
    }
    const [memory, ...others] = await Promise.all(storages.map((each) => contentsOf(each, history.chain.length)));
    expect(memory?.length).toBeGreaterThan(1000);
    for (const other of others) expect(other, `seed ${seed}, run ${run}`).toBe(memory);
    for (const storage of storages) await storage.close();
  }
});
