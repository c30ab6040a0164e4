import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTosError } from '@tos/protocol';
import type { Storage } from '@tos/state';
import { createLmdbStorage } from '@tos/storage-lmdb';
import { Random } from '@tos/storage-testkit';
import { decodeBatch } from '@tos/transaction';
import { storeTables } from '@tos/versioned-storage';
import { type Database, open } from 'lmdb';
import { expect, onTestFinished, test } from 'vitest';
import { genesisToJson, verifyChain } from '../src/index.ts';
import { batch } from './devnet.ts';
import { outcomesOfFlips } from './flipped-file.ts';
import { accounts, everyVersion, injectedGenesis, openInjectedDevnet, wireOf } from './injected-devnet.ts';

// LMDB has no checksums: whatever a wrong bit does must be seen by opening, by reading or by verification, or be harmless.

const FLIPS_A_PART = Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const FLIPS_A_FILE = 400 * FLIPS_A_PART;
const LENGTH = 6;
const TABLES = storeTables;
const binary = { keyEncoding: 'binary', encoding: 'binary' } as const;
/** Offset of the digest in a row of `blocks`. */
const DIGEST = 24;
const miner = accounts[4]!;

/** A chain that was rolled back once, so that there are blocks without a place in the order. Its storage is closed. */
async function makeChain(location: string, prunedBelow: number): Promise<void> {
  const storage = createLmdbStorage({ location });
  const { chain } = await openInjectedDevnet(storage);
  const nonces = accounts.map(() => 0n);
  const wire = (from: number, to: number | null): Uint8Array =>
    wireOf({ from, to, amount: 1000n, nonce: nonces[from]!++ }, chain.head);
  for (let n = 0; n < LENGTH; n++) {
    await chain.produceBlock({ candidates: batch(wire(n % 3, (n + 1) % 7), wire(3, null)), miner });
  }
  await chain.rollbackTo(LENGTH - 2);
  await chain.produceBlock({ candidates: decodeBatch([]), miner });
  if (prunedBelow > 0) await storage.prune(prunedBelow);
  await storage.close();
}

/** Everything that a storage can be asked for. */
async function contentsOf(storage: Storage): Promise<unknown> {
  const blocks: unknown[] = [];
  for (let at = 0; at <= LENGTH + 1; at++) {
    const hashes = await storage.blocksAtHeight(at);
    const loose = await Promise.all(hashes.map((hash) => storage.getBlock({ hash })));
    const located = loose.flatMap((block) => block?.transactionHashes ?? []);
    blocks.push([
      await storage.metadataAt(at),
      await storage.getBlock({ topoheight: at }),
      loose,
      await Promise.all(located.map((hash) => storage.locateTransaction(hash))),
    ]);
  }
  return [await storage.metadata(), await everyVersion(storage), blocks];
}

/** The outcome for a storage: the same contents, an error with a code, or the findings of the verification. */
async function outcomeOf(location: string, contents: unknown): Promise<string> {
  const storage = createLmdbStorage({ location });
  try {
    await storage.open();
    for await (const { part, message } of verifyChain(storage, injectedGenesis)) return `${part}: ${message}`;
    expect(await contentsOf(storage)).toEqual(contents);
    return 'harmless';
  } catch (error) {
    if (isTosError(error)) return error.code;
    throw error;
  } finally {
    await storage.close();
  }
}

/** What has to be trusted of a pruned chain: the digests of the blocks below the pruned end, which no later digest covers. */
function isBottom(
  name: string,
  { value, bit }: { readonly value: Uint8Array; readonly bit: number },
  prunedBelow: number,
): boolean {
  if (name !== 'blocks') return false;
  const topoheight = Number(Buffer.from(value).readBigUInt64BE());
  return topoheight < prunedBelow && bit >= 8 * DIGEST && bit < 8 * (DIGEST + 32);
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const wrong = new Uint8Array(bytes);
  wrong[bit >> 3]! ^= 1 << (bit & 7);
  return wrong;
}

test.each([
  ['a whole chain', 0],
  ['a pruned chain', 3],
])('a wrong bit in any stored key or value of %s is harmless, refused or found', async (_, prunedBelow) => {
  const folder = mkdtempSync(join(tmpdir(), 'tos-flip-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [sound, damaged] = [join(folder, 'sound'), join(folder, 'damaged')];
  await makeChain(sound, prunedBelow);
  const storage = createLmdbStorage({ location: sound });
  await storage.open();
  const contents = await contentsOf(storage);
  await storage.close();
  expect(await outcomeOf(sound, contents)).toBe('harmless');

  mkdirSync(damaged);
  const seed = Math.floor(Math.random() * 2 ** 32);
  const random = new Random(seed);
  const tables = (location: string): { root: Database; of: (name: string) => Database<Uint8Array, Uint8Array> } => {
    const root = open({ path: location, noSubdir: false, maxDbs: TABLES.length, ...binary });
    return { root, of: (name) => root.openDB<Uint8Array, Uint8Array>({ name, ...binary }) };
  };
  const copy = (): void => copyFileSync(join(sound, 'data.mdb'), join(damaged, 'data.mdb'));
  copy();
  const before = tables(damaged);
  const rows = TABLES.flatMap((name) =>
    [...before.of(name).getRange({ start: Uint8Array.of(0) })].map(({ key, value }) => ({
      name,
      key: new Uint8Array(key),
      value: new Uint8Array(value),
    })),
  );
  await before.root.close();
  const outcomes = new Map<string, number>();
  const silent: string[] = [];
  for (const { name, key, value } of rows) {
    for (let flip = 0; flip < 2 * FLIPS_A_PART; flip++) {
      const isKey = flip % 2 === 0;
      const part = isKey ? key : value;
      if (part.length === 0) continue;
      const bit = random.below(8 * part.length);
      if (!isKey && isBottom(name, { value, bit }, prunedBelow)) continue;
      copy();
      const { root, of } = tables(damaged);
      if (isKey) await of(name).remove(key);
      await of(name).put(isKey ? flipped(key, bit) : key, isKey ? value : flipped(value, bit));
      await root.close();
      const where = `${name} ${Buffer.from(key).toString('hex')}, bit ${bit} of its ${isKey ? 'key' : 'value'}`;
      const outcome = await outcomeOf(damaged, contents).catch((error: unknown) => {
        silent.push(`${where}: ${String(error).split('\n')[0]}`);
        return 'silent';
      });
      const kind = outcome.split(':')[0]!;
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
    }
  }
  expect(silent, `seed ${seed}`).toEqual([]);
  // Nearly every bit has a meaning: this shows that the test flips bits of the data.
  expect(outcomes.get('harmless') ?? 0).toBeLessThan(rows.length / 10);
  expect(outcomes.size).toBeGreaterThan(3);
});

test('a wrong bit anywhere in the file is harmless, refused, found, or ends the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tos-flip-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [sound, damaged] = [join(folder, 'sound'), join(folder, 'damaged')];
  await makeChain(sound, 0);
  const genesis = join(folder, 'genesis.json');
  writeFileSync(genesis, JSON.stringify(genesisToJson(injectedGenesis)));
  const seed = Math.floor(Math.random() * 2 ** 32);
  const random = new Random(seed);
  const { size } = statSync(join(sound, 'data.mdb'));
  // Every fourth bit of the two pages at the beginning of an LMDB file.
  const bits = Array.from({ length: FLIPS_A_FILE }, (_, i) => random.below(8 * (i % 4 === 0 ? 2 * 4096 : size)));

  const outcomes = outcomesOfFlips({ storage: '@tos/storage-lmdb', sound, damaged, file: 'data.mdb', genesis }, bits);
  const whole = outcomes.get(-1)!;
  expect(whole).toMatch(/^sound [0-9a-f]{64} 5$/);
  // The older of LMDB's two meta pages leads to the state before the last commit, which is a whole chain too.
  const isFine = (outcome: string): boolean =>
    outcome === whole || /^(refused|found|ended)/.test(outcome) || /^sound .* [0-4]$/.test(outcome);
  const silent = [...outcomes].filter(([, outcome]) => !isFine(outcome));
  expect(silent, `seed ${seed}, ${size} bytes`).toEqual([]);
  const counts = (word: string): number => [...outcomes.values()].filter((outcome) => outcome.startsWith(word)).length;
  expect(counts('refused') + counts('found')).toBeGreaterThan(0);
  process.stdout.write(
    `${outcomes.size} flips: ${['sound', 'refused', 'found', 'ended'].map((word) => `${counts(word)} ${word}`).join(', ')}\n`,
  );
});
