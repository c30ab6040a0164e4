// Opening after a kill with the most versions that were not written to `latest`.
import { spawn } from 'node:child_process';
import { cpSync, lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Chain } from './chain.mjs';
import { engines } from './engines.mjs';
import { atMost, rowOfReads } from './rows.mjs';
import { count, settings } from './settings.mjs';
import { timed } from './timing.mjs';
import { Workload } from './workload.mjs';

const ROUNDS = 7;

export async function* measureOpening(folder) {
  const { accounts } = settings;
  // The end of the first flush comes at the same block in every run.
  const trial = await Chain.filled(engines.LMDB, join(folder, 'trial'), accounts);
  const blocks = (await trial.untilFlushed(1, () => trial.commit(trial.workload.next()))) - 1;
  await trial.close();
  rmSync(trial.location, { recursive: true });

  const killed = join(folder, 'killed');
  await commitAndKill(killed, accounts, blocks);
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const copy = join(folder, 'copy');
    // The lock of the killed process is a socket, which cannot be copied.
    cpSync(killed, copy, { recursive: true, filter: (path) => !lstatSync(path).isSocket() });
    const { storage } = new Chain(engines.LMDB, copy, new Workload(1));
    times.push(await timed(() => storage.open()));
    const { head } = await storage.metadata();
    if (head.topoheight !== blocks) throw new Error(`after the kill the head is ${head.topoheight} and not ${blocks}`);
    await storage.close();
    rmSync(copy, { recursive: true });
  }
  yield rowOfReads(`LMDB: opening after a kill with ${count(blocks)} blocks that are not flushed`, times, atMost(300));
}

/** Kills a process that has committed blocks. */
async function commitAndKill(location, accounts, blocks) {
  const script = fileURLToPath(new URL('opening-child.mjs', import.meta.url));
  const stdio = ['pipe', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [script, location, String(accounts), String(blocks)], { stdio });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  // The child writes one line, once it has committed the last block, and waits.
  child.stdout.once('data', () => child.kill('SIGKILL'));
  const end = await ended;
  if (end !== 'SIGKILL') throw new Error(`the process that commits ended with ${end} and was not killed`);
}
