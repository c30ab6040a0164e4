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
const COUNT = 1000;
const ETHEREUM_COUNT = 300;

/** Our executor, from wire bytes, with the number of senders of the other two, and without tables for senders that return. */
async function prepareOurs(count) {
  const network = networks.mainnet;
  const reference = { hash: new Uint8Array(32), topoheight: 0n };
  const signers = startSigners();
  const drafts = withNonces(
    workloads['disjoint pairs'](count, generator(1)).map((draft, i) => ({ ...draft, sender: i % 100 })),
  );
  const wires = (await signers.sign(drafts, { network: network.name, reference })).map(({ wire }) => wire);
  await signers.close();
  const executor = createBlockExecutor({
    setting: 'sequential',
    keyTableBytes: 0,
    verdictCacheBytes: 0,
    auditOneIn: 0,
  });
  const context = {
    network,
    topoheight: 1,
    state: benchState(),
    cache: new HeadCache(64 << 20),
    references: async ({ count: transactions }) => new Uint8Array(transactions).fill(1),
  };
  const start = async () => async () => {
    const outcome = await executor.execute(decodeBatch(wires), context, { policy: 'validate', rules: baselineRules });
    if (outcome.refused !== null) throw new Error('a transfer was refused');
    outcome.state.getModifiedRecords();
  };
  return { start, close: () => executor.close() };
}

export async function run() {
  const folder = fileURLToPath(new URL('peers/', import.meta.url));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder, stdio: 'inherit' });
  const ethereumjs = await import('./peers/ethereumjs.mjs');
  const litesvm = await import('./peers/litesvm.mjs');
  const ours = await prepareOurs(COUNT);
  const peers = {
    '@tos/executor': { start: ours.start, count: COUNT },
    litesvm: { start: await litesvm.prepare(COUNT), count: COUNT },
    '@ethereumjs/vm': { start: await ethereumjs.prepare(ETHEREUM_COUNT), count: ETHEREUM_COUNT },
  };
  const samples = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  for (let round = -2; round < ROUNDS; round++) {
    for (const [name, { start, count }] of Object.entries(peers)) {
      const work = await start();
      const cpu = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(cpu);
      if (round >= 0) samples[name].push((count * 1e6) / (user + system));
    }
  }
  await ours.close();
  const results = Object.keys(peers).map((name) =>
    result({
      name: `${name}, transfers a second of CPU`,
      samples: samples[name],
      unit: 'tx/s',
      baseline: name === '@tos/executor' ? 'litesvm' : null,
      ratios: name === '@tos/executor' ? samples[name].map((rate, i) => rate / samples.litesvm[i]) : null,
      target: name === '@tos/executor' ? { on: 'ratio', op: '>=', value: 1.3 } : null,
    }),
  );
  print(results);
  return results;
}
