// The bytes of a history on disk, and pruning it beside commits.
import { join } from 'node:path';
import { result } from '../statistics.mjs';
import { Chain } from './chain.mjs';
import { engines } from './engines.mjs';
import { atMost, rowOfP99 } from './rows.mjs';
import { count, settings } from './settings.mjs';
import { timed } from './timing.mjs';

/** Commits without pruning that the others are compared with. */
const QUIET_COMMITS = 300;

export async function* measurePruning(folder) {
  const { accounts, pruned } = settings;
  const chain = await Chain.filled(engines.LMDB, join(folder, 'ours'), accounts);
  const { storage, workload } = chain;
  const before = await storage.sizeOnDisk();
  let versions = 0;
  for (let i = 0; i < pruned; i++) {
    const block = workload.next({ isBare: true });
    versions += block.writes.length;
    await chain.commit(block);
  }
  const growth = ((await storage.sizeOnDisk()) - before) / versions;
  const name = `LMDB, ${count(accounts)} accounts`;
  const growing = `${name}: growth a version over ${count(pruned)} blocks without bytes`;
  yield result({ name: growing, samples: [growth], unit: 'bytes', target: atMost(72) });

  const commit = async () => {
    const block = workload.next();
    return timed(() => chain.commit(block));
  };
  const quiet = [];
  for (let i = 0; i < QUIET_COMMITS; i++) quiet.push(await commit());
  const busy = [];
  let isDone = false;
  const done = storage.prune(pruned).finally(() => {
    isDone = true;
  });
  while (!isDone) busy.push(await commit());
  await done;
  const pruning = `${name}: p99 of ${count(busy.length)} commits while ${count(pruned)} blocks are pruned`;
  yield rowOfP99(pruning, busy, { baseline: 'their median', target: atMost(3, 'ratio') });
  yield rowOfP99(pruning, busy, { baseline: 'the median without pruning', of: quiet, target: null });
  await chain.close();
}
