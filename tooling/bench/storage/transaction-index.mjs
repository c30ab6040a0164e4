// What an index of many transactions costs: commits beside it, and finding a transaction.
import { join } from 'node:path';
import { Chain } from './chain.mjs';
import { engines } from './engines.mjs';
import { random, randomBytes } from './random.mjs';
import { atMost, rowOfRatio, rowOfReads } from './rows.mjs';
import { count, settings } from './settings.mjs';
import { Turns, timed } from './timing.mjs';
import { TRANSFERS } from './workload.mjs';

const READS = 500;
const NOTHING = new Uint8Array();

export async function* measureIndex(folder) {
  const { accounts, indexed, fewIndexed } = settings;
  const large = await Chain.filled(engines.LMDB, join(folder, 'large'), accounts);
  const small = await Chain.filled(engines.LMDB, join(folder, 'small'), accounts);
  const bareBlocks = await fillIndex(large, indexed);
  await fillIndex(small, fewIndexed);
  // Neither has pending versions now: their flushes begin and end together.
  const turns = new Turns();
  const wholeBlocks = [];
  await small.untilFlushed(1, async () => {
    const [next, other] = [large.workload.next(), small.workload.next()];
    wholeBlocks.push(next.block);
    await turns.take(
      () => large.commit(next),
      () => small.commit(other),
    );
  });
  const name = `LMDB, ${count(accounts)} accounts: CPU a transfer with ${count(indexed)} transactions indexed`;
  const baseline = `with ${count(fewIndexed)} to ${count(fewIndexed + turns.ones.length * TRANSFERS)}`;
  yield rowOfRatio(name, turns, { baseline, target: atMost(1.2, 'ratio') });
  await small.close();

  const finding = `LMDB: finding a transaction by hash among ${count(indexed)}`;
  yield rowOfReads(`${finding}, in a block of 232 kB`, await find(large, wholeBlocks), atMost(1));
  yield rowOfReads(`${finding}, in a block without bytes`, await find(large, bareBlocks), atMost(1));
  yield rowOfReads(`${finding}, one that is not there`, await find(large, null), atMost(1));
  await large.close();
}

/** Stores blocks of 1,000 hashes without bytes and without a place in the order, each in a write of its own. @returns some of them */
async function fillIndex({ storage }, transactions) {
  const kept = [];
  for (let done = 0; done < transactions; done += TRANSFERS) {
    const hash = randomBytes(32);
    const hashes = randomBytes(TRANSFERS * 32);
    const transactionHashes = Array.from({ length: TRANSFERS }, (_, i) => hashes.subarray(32 * i, 32 * i + 32));
    const block = { hash, height: 0, topoheight: null, bytes: NOTHING, transactionHashes, digest: null, info: NOTHING };
    await storage.putBlock(block);
    if (random(100) === 0 || kept.length === 0) kept.push(block);
  }
  return kept;
}

/** @param blocks with the transactions that are sought; null to seek ones that are in none */
async function find({ storage }, blocks) {
  const times = [];
  for (let i = 0; i < READS; i++) {
    const block = blocks?.[random(blocks.length)];
    const transaction = block?.transactionHashes[random(TRANSFERS)] ?? randomBytes(32);
    const expected = block === undefined ? 0 : 1;
    times.push(
      await timed(async () => {
        const found = await storage.locateTransaction(transaction);
        if (found.length !== expected) throw new Error(`a transaction was found ${found.length} times`);
      }),
    );
  }
  return times;
}
