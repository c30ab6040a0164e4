// node storage-import.mjs ENGINE FOLDER ACCOUNTS imports a state, and prints its time and the memory of this process as JSON.
import { blockOf, engines } from './storage-engines.mjs';

const [, , name, location, count] = process.argv;
const accounts = Number(count);
const CHUNK = 10_000;
const MIB = 2 ** 20;
let peak = 0;
let quarter = 0;

/** The records of the state in its order: all nonces, then all balances. */
async function* records() {
  for (const half of [0, 1]) {
    for (let start = 0; start < accounts; start += CHUNK) {
      const size = Math.min(CHUNK, accounts - start);
      const touched = Array.from({ length: size }, (_, i) => start + i);
      const { writes } = blockOf(0, touched, accounts);
      for (const { ref, value } of writes.slice(half * size, (half + 1) * size)) yield { ref, topoheight: 0, value };
      peak = Math.max(peak, process.memoryUsage().rss);
      if (half === 0 && start < accounts / 2) quarter = peak;
    }
  }
}

const storage = engines.find((engine) => engine.name === name).create({ location });
await storage.open();
const { metadata } = blockOf(0, [], accounts).change.blocks[0];
const start = performance.now();
await storage.importState({ records: records(), metadata });
const seconds = (performance.now() - start) / 1000;
peak = Math.max(peak, process.memoryUsage().rss);
const fileMiB = (await storage.sizeOnDisk()) / MIB;
await storage.close();
process.stdout.write(JSON.stringify({ seconds, fileMiB, peakMiB: peak / MIB, quarterMiB: quarter / MIB }));
