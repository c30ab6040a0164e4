import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClassicLevelStorage } from '@tos/storage-level/classic';
import { Random } from '@tos/storage-testkit';
import { expect, onTestFinished, test } from 'vitest';
import { genesisToJson } from '../src/index.ts';
import { batch } from './devnet.ts';
import { outcomesOfFlips } from './flipped-file.ts';
import { accounts, injectedGenesis, openInjectedDevnet, wireOf } from './injected-devnet.ts';

// classic-level does not ask LevelDB to check the checksums of its tables, and LevelDB skips a damaged entry of its log without an error. So
// what a wrong bit does must be seen by opening, by reading or by verification, or be harmless. As with SQLite's log, a wrong bit in the log
// may take the newest blocks, and what is left is the chain as it was before them.

const FLIPS_A_FILE = 60 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const LENGTH = 6;

/** Makes a chain. @param killed receives a copy of its files while it is open, as a kill leaves them */
async function makeChain(location: string, killed: string): Promise<void> {
  const storage = createClassicLevelStorage({ location });
  const { chain } = await openInjectedDevnet(storage);
  for (let n = 0; n < LENGTH; n++) {
    const wire = wireOf({ from: n % 3, to: (n + 1) % 7, amount: 1000n, nonce: BigInt(Math.floor(n / 3)) }, chain.head);
    await chain.produceBlock({ candidates: batch(wire), miner: accounts[4]! });
  }
  cpSync(join(location, 'level'), join(killed, 'level'), { recursive: true });
  await storage.close();
  // Opening writes the rows of the log into a table file.
  await storage.open();
  await storage.close();
}

test('a wrong bit in any file of LevelDB is harmless, refused, found, takes the newest blocks, or ends the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tos-flip-level-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [sound, killed, damaged] = [join(folder, 'sound'), join(folder, 'killed'), join(folder, 'damaged')];
  await makeChain(sound, killed);
  const genesis = join(folder, 'genesis.json');
  writeFileSync(genesis, JSON.stringify(genesisToJson(injectedGenesis)));
  const seed = Math.floor(Math.random() * 2 ** 32);
  const random = new Random(seed);
  const counts = new Map<string, number>();
  for (const from of [sound, killed]) {
    // LOG is a text for people, and LOCK is empty.
    const names = readdirSync(join(from, 'level')).filter((name) => !/^(LOG(\.old)?|LOCK)$/.test(name));
    for (const name of names) {
      const { size } = statSync(join(from, 'level', name));
      if (size === 0) continue;
      const bits = Array.from({ length: FLIPS_A_FILE }, () => random.below(8 * size));
      const storage = '@tos/storage-level/classic';
      const outcomes = outcomesOfFlips({ storage, sound: from, damaged, file: join('level', name), genesis }, bits);
      const whole = outcomes.get(-1)!;
      expect(whole).toMatch(new RegExp(`^sound [0-9a-f]{64} ${LENGTH}$`));
      for (const [bit, outcome] of outcomes) {
        const isEarlier = name.endsWith('.log') && /^sound .* [0-5]$/.test(outcome);
        const isFine = outcome === whole || isEarlier || /^(refused|found|ended)/.test(outcome);
        expect(isFine, `seed ${seed}: bit ${bit} of ${name}, ${size} bytes: ${outcome}`).toBe(true);
        const [word = ''] = outcome.split(' ');
        const kind = isEarlier ? 'earlier' : word;
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    }
  }
  expect((counts.get('refused') ?? 0) + (counts.get('found') ?? 0)).toBeGreaterThan(FLIPS_A_FILE);
  process.stdout.write(`wrong bits in files of LevelDB: ${JSON.stringify(Object.fromEntries(counts))}\n`);
});
