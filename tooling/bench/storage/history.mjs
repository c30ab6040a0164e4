// What a long history costs: commits after it, and reads in it.
import { join } from 'node:path';
import { Chain } from './chain.mjs';
import { engines } from './engines.mjs';
import { random } from './random.mjs';
import { atMost, rowOfRatio, rowOfReads } from './rows.mjs';
import { count, settings } from './settings.mjs';
import { Turns, timed } from './timing.mjs';
import { Workload } from './workload.mjs';

const READS = 200;
const NEWEST = 20;
/** Blocks per commit while a history of many small blocks is made. */
const TOGETHER = 500;

/** Commits and reads of a storage with a history of blocks of transfers, and commits of one without. */
export async function* measureHistory(folder) {
  const { accounts, history } = settings;
  const old = await Chain.filled(engines.LMDB, join(folder, 'old'), accounts);
  for (let i = 0; i < history; i++) await old.commit(old.workload.next());
  const fresh = await Chain.filled(engines.LMDB, join(folder, 'fresh'), accounts);
  // Both begin at the end of a flush. Blocks are equally large, so that their next flushes end together.
  for (const chain of [old, fresh]) await chain.untilFlushed(1, () => chain.commit(chain.workload.next()));
  const turns = new Turns();
  await fresh.untilFlushed(1, async () => {
    const [next, other] = [old.workload.next(), fresh.workload.next()];
    await turns.take(
      () => old.commit(next),
      () => fresh.commit(other),
    );
  });
  const name = `LMDB, ${count(accounts)} accounts: CPU a transfer after ${count(history)} blocks of history`;
  yield rowOfRatio(name, turns, { baseline: 'fresh, with one flush', target: atMost(1.15, 'ratio') });
  await fresh.close();

  yield rowOfReads(`LMDB: ${NEWEST} newest versions of a record that each block changes`, await newest(old), atMost(2));
  const back = `LMDB: a record that each block changes, at one of ${count(history)} blocks of 1,000 transfers`;
  yield rowOfReads(back, await readsBack(old), atMost(5));
  await old.close();
}

async function newest({ storage, workload }) {
  const times = [];
  for (let i = 0; i < READS; i++) {
    times.push(
      await timed(async () => {
        let left = NEWEST;
        for await (const _ of storage.history(workload.hotRef)) if (--left === 0) break;
      }),
    );
  }
  return times;
}

async function readsBack({ storage, workload }) {
  const times = [];
  for (let i = 0; i < READS; i++) {
    const at = 1 + random(workload.head);
    times.push(
      await timed(async () => {
        const [version] = await storage.readMany([workload.hotRef], at);
        if (version?.topoheight !== at) throw new Error(`the version at ${at} is ${version?.topoheight}`);
      }),
    );
  }
  return times;
}

/** Reads of a record that many blocks change, which change nothing else. */
export async function* measureDepth(folder) {
  const { depth } = settings;
  const chain = new Chain(engines.LMDB, folder, new Workload(1));
  await chain.storage.open();
  await chain.storage.importState(chain.workload.state());
  for (let done = 0; done < depth; done += TOGETHER) {
    const blocks = Array.from({ length: Math.min(TOGETHER, depth - done) }, () => chain.workload.nextEmpty());
    await chain.storage.commit({ blocks: blocks.map(({ block, metadata, writes }) => ({ block, metadata, writes })) });
  }
  const name = `LMDB: a record at one of ${count(depth)} blocks back that changed in each`;
  yield rowOfReads(name, await readsBack(chain), atMost(5));
  await chain.close();
}
