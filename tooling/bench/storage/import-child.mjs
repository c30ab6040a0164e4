// node import-child.mjs ENGINE FOLDER ACCOUNTS imports a state, and prints its time and the memory of this process as JSON.
import { engines } from './engines.mjs';
import { Workload } from './workload.mjs';

const [, , name, location, accounts] = process.argv;
const workload = new Workload(Number(accounts));
const MIB = 2 ** 20;
/** Records between two looks at the memory. */
const LOOK = 10_000;
let peak = 0;
let quarter = 0;

async function* watched(records) {
  let read = 0;
  for await (const record of records) {
    yield record;
    if (++read % LOOK !== 0) continue;
    peak = Math.max(peak, process.memoryUsage().rss);
    // Each account has two records.
    if (read <= workload.accounts / 2) quarter = peak;
  }
}

const storage = engines[name].createStorage({ location });
await storage.open();
const { records, metadata } = workload.state();
const start = performance.now();
await storage.importState({ records: watched(records), metadata });
const seconds = (performance.now() - start) / 1000;
peak = Math.max(peak, process.memoryUsage().rss);
const fileMiB = (await storage.sizeOnDisk()) / MIB;
await storage.close();
process.stdout.write(JSON.stringify({ seconds, fileMiB, peakMiB: peak / MIB, quarterMiB: (quarter || peak) / MIB }));
