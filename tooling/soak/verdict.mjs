import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readChain } from './chain-reader.mjs';
import { judgeCoverage } from './coverage.mjs';
import { KEPT_BLOCKS } from './devnet.mjs';
import { copyChain } from './faults.mjs';
import { judgeLedger } from './judge-ledger.mjs';
import { SequentialReplay } from './sequential-replay.mjs';

/** Blocks by which history may be longer than it has to be: the node cuts it when it is 100 blocks too long. */
const SPARE_BLOCKS = 100;
/** Milliseconds within which a cut must be done, and between two looks. */
const CUT_MS = 60_000;
const POLL_MS = 20;

/**
 * Checks a run from outside, after its load: what waits is put into blocks, the chain is read through the public calls, executed again
 * sequentially on another storage, and compared with what subscribers saw, what senders were told, and what the node reports of itself.
 * The node is stopped at the end. Whatever is wrong goes to `run.onFault`.
 * @returns {{ checks: { check: string, result: string }[], coverage: object }} what was checked, and what was found; what the run did
 */
export async function verify(run) {
  const { devnet, ledger, followers, folder, storage, plan, injected } = run;
  const onFault = (text) => run.onFault(text);
  const checks = [];
  const report = (check, result) => checks.push({ check, result });
  let coverage;

  const replay = await SequentialReplay.open({ datadir: devnet.datadir, folder, storage });
  try {
    const hashes = [];
    const places = new Map();
    for await (const block of readChain(devnet)) {
      if (hashes.length > 0) await replay.add(block.bytes);
      for (const hash of block.hashes) {
        if (places.has(hash)) onFault(`transaction ${hash} is in blocks ${places.get(hash)} and ${hashes.length}`);
        places.set(hash, hashes.length);
      }
      hashes.push(block.hash);
    }

    report('accepted transactions', judgeLedger(ledger, places, onFault));
    coverage = judgeCoverage({ ledger, places, plan, injected, skipped: [...run.skipped], onFault });
    for (const follower of followers) {
      await follower.reach(hashes.at(-1), 60_000);
      if (follower.chain.join() !== hashes.join()) onFault('a subscriber has another chain than the node');
    }
    report('subscribers', `${followers.length} have the node's ${hashes.length} blocks`);

    report('history', await judgeHistory(run, onFault));

    await run.endLife();
    const summary = await devnet.stop();
    const { digest, hash } = replay.head;
    if (hash !== hashes.at(-1)) onFault(`the replay ends with block ${hash}, the node with ${hashes.at(-1)}`);
    const stats = await devnet.db('stats', '--datadir', devnet.datadir);
    const [, stored] = /^state digest +([0-9a-f]{64})$/m.exec(stats) ?? [];
    if (digest !== stored) onFault(`the digest is ${stored}, but sequential execution gives ${digest}`);
    report('digest', `${stored.slice(0, 16)}… also by sequential execution from genesis`);

    const { expected, actual } = await replay.supply();
    const counted = summary === null ? [] : [BigInt(summary.supply.expected), BigInt(summary.supply.actual)];
    const sums = [expected, actual, ...counted];
    if (sums.some((sum) => sum !== expected)) onFault(`supplies differ: ${sums.join(', ')}`);
    const byNode = summary === null ? 'the node had no time to count them when it stopped' : 'so does the node';
    report('supply', `${actual} atomic units exist and should; ${byNode}`);

    await devnet.db('verify', '--datadir', devnet.datadir);
    report('db verify', 'nothing is wrong');
    // `migrate` itself compares the contents of both.
    await copyChain(run);
    report('db migrate', `the copy of ${join(folder, `copy-${run.copies}`)} has the same content`);
  } finally {
    await replay.close();
  }
  return { checks, coverage };
}

/** Checks that the node keeps the history that it has to keep, and not much more. @returns what was found */
async function judgeHistory({ devnet }, onFault) {
  const end = performance.now() + CUT_MS;
  for (;;) {
    const { topoheight, pruned_topoheight: prunedBelow = 0n } = await devnet.call('get_info');
    const kept = Number(topoheight - prunedBelow);
    if (kept < KEPT_BLOCKS && prunedBelow > 0n) onFault(`only the newest ${kept} blocks have their history`);
    const isCut = kept < KEPT_BLOCKS + SPARE_BLOCKS;
    if (!isCut && performance.now() > end) onFault(`the newest ${kept} blocks still have their history`);
    if (isCut || performance.now() > end) return `the newest ${kept} of ${topoheight} blocks have it`;
    await setTimeout(POLL_MS);
  }
}
