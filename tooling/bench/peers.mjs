// npm run bench -- peers measures simple signed transfers on one core, beside two virtual machines that run in Node. It gives context, and is
// not a contest: those run a virtual machine per transaction, and this executor has rules for transfers. None of the three writes to a disk.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createBlockExecutor } from '../../packages/executor/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { baselineRules } from '../../packages/runtime/dist/index.js';
import { HeadCache } from '../../packages/state/dist/index.js';
import { decodeBatch } from '../../packages/transaction/dist/index.js';
import { benchState } from './bench-state.mjs';
import { startSigners } from './sign-drafts.mjs';
import { print, result } from './statistics.mjs';
import { generator, withNonces, workloads } from './workloads.mjs';

const ROUNDS = Number(process.env.TOS_BENCH_ROUNDS ?? 7);
/** Rounds before those that count. */
const WARM_UP = 2;
const COUNT = 1000;
const ETHEREUM_COUNT = 300;

const NO_TABLES = { keyTableBytes: 0, verdictCacheBytes: 0, auditOneIn: 0 };

/**
 * How ours is measured: with as many senders as the other two have, or with one per transfer; without tables for senders that return, or in
 * the default configuration. `target` is the ratio to litesvm that it has to reach.
 */
const OURS = {
  '@tos/executor, 100 senders, no tables': {
    senders: 100,
    options: NO_TABLES,
    target: 1.3,
  },
  '@tos/executor, distinct senders, no tables': {
    senders: COUNT,
    options: NO_TABLES,
    target: 1,
  },
  '@tos/executor, 100 senders, default configuration': { senders: 100, options: {}, target: 2 },
};

/**
 * Our executor on one thread, from wire bytes. Each round has signatures of its own, because a verdict that is known costs nothing.
 */
async function prepareOurs({ senders, options }) {
  const network = networks.mainnet;
  const reference = { hash: new Uint8Array(32), topoheight: 0n };
  const signers = startSigners();
  const drafts = withNonces(
    workloads['disjoint pairs'](COUNT, generator(1)).map((draft, i) => ({ ...draft, sender: i % senders })),
  );
  const rounds = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    rounds.push((await signers.sign(drafts, { network: network.name, reference })).map(({ wire }) => wire));
  }
  await signers.close();
  const executor = createBlockExecutor({ ...options, setting: 'sequential' });
  const context = {
    network,
    topoheight: 1,
    state: benchState(),
    cache: new HeadCache(64 << 20),
    references: async ({ count }) => new Uint8Array(count).fill(1),
  };
  const start = async () => {
    const wires = rounds.pop();
    return async () => {
      const outcome = await executor.execute(decodeBatch(wires), context, { policy: 'validate', rules: baselineRules });
      if (outcome.refused !== null) throw new Error('a transfer was refused');
      outcome.state.getModifiedRecords();
    };
  };
  return { start, count: COUNT, close: () => executor.close() };
}

export async function run() {
  const folder = fileURLToPath(new URL('peers/', import.meta.url));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder, stdio: 'inherit' });
  const ethereumjs = await import('./peers/ethereumjs.mjs');
  const litesvm = await import('./peers/litesvm.mjs');
  const ours = {};
  for (const [name, settings] of Object.entries(OURS)) ours[name] = await prepareOurs(settings);
  const peers = {
    ...ours,
    litesvm: { start: await litesvm.prepare(COUNT), count: COUNT },
    '@ethereumjs/vm': { start: await ethereumjs.prepare(ETHEREUM_COUNT), count: ETHEREUM_COUNT },
  };
  const samples = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [name, { start, count }] of Object.entries(peers)) {
      const work = await start();
      const cpu = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(cpu);
      if (round >= 0) samples[name].push((count * 1e6) / (user + system));
    }
  }
  for (const { close } of Object.values(ours)) await close();
  const results = Object.keys(peers).map((name) =>
    result({
      name: `${name}, transfers a second of CPU`,
      samples: samples[name],
      unit: 'tx/s',
      baseline: name in OURS ? 'litesvm' : null,
      ratios: name in OURS ? samples[name].map((rate, i) => rate / samples.litesvm[i]) : null,
      target: name in OURS ? { on: 'ratio', op: '>=', value: OURS[name].target } : null,
    }),
  );
  print(results);
  return results;
}
