// Reads of heads in storages that were just opened: nothing is in their memory, and at first nothing of their files in the system's.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { result } from '../statistics.mjs';
import { atMost } from './rows.mjs';
import { count } from './settings.mjs';
import { Turns } from './timing.mjs';

const ROUNDS = 10;
const HEADS = 1000;

export async function* measureHeads(name, twins) {
  const files = [join(twins.chain.location, twins.engine.file), twins.hand.file];
  yield await readAfterOpening(`${name}: ${count(HEADS)} heads, cold`, twins, () => files.forEach(forget));
  yield await readAfterOpening(`${name}: ${count(HEADS)} heads, files in the system's cache`, twins, () => undefined);
}

async function readAfterOpening(name, twins, beforeOpening) {
  const turns = new Turns();
  for (let round = 0; round < ROUNDS; round++) {
    await twins.close();
    beforeOpening();
    await twins.reopen();
    const refs = twins.chain.workload.heads(HEADS);
    await turns.take(
      () => twins.chain.storage.readMany(refs),
      () => twins.hand.read(refs),
    );
  }
  const samples = turns.ones.map(({ wall }) => wall / 1000);
  const ratios = turns.ones.map(({ wall }, round) => wall / turns.others[round].wall);
  return result({ name, samples, unit: 'ms', baseline: 'by hand', ratios, target: atMost(1, 'ratio') });
}

/** Lets the system forget the pages of a file. dd of GNU asks Linux for it; nothing of Node.js does. */
function forget(file) {
  const { status } = spawnSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']);
  if (status !== 0) process.stderr.write(`dd could not make the system forget ${file}: reads of it are not cold.\n`);
}
