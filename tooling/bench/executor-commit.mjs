// Measures a chain that imports blocks of 1,000 transfers and commits each durably to LMDB. The baseline is the best that two cores could do:
// half of the CPU time of the sequential import.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chain, createDevnetGenesis } from '../../packages/chain/dist/index.js';
import { createBlockExecutor } from '../../packages/executor/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { createMemoryStorage } from '../../packages/state/dist/index.js';
import { createStorage } from '../../packages/storage-lmdb/dist/index.js';
import { decodeBatch } from '../../packages/transaction/dist/index.js';
import { inQuiet } from './quiet.mjs';
import { result } from './statistics.mjs';

const BLOCKS = 8;
const TRANSACTIONS = 1000;
const network = networks.devnet;
const START = 1_700_000_000_000;
const clock = () => START + 1_000_000_000;

async function makeChain(signers) {
  const draft = (i, nonce) => ({ kind: 'transfer', sender: i, receiver: 50_000 + i, amount: 1000n, nonce });
  const unreferenced = { hash: new Uint8Array(32), topoheight: 0n };
  const first = Array.from({ length: TRANSACTIONS }, (_, i) => draft(i, 0));
  const keys = (await signers.sign(first, { network: network.name, reference: unreferenced })).map(({ key }) => key);
  const genesis = createDevnetGenesis({
    allocations: keys.map((publicKey) => ({ publicKey, amount: 10n ** 12n })),
    timestamp: START,
    salt: new Uint8Array(32).fill(1),
  });
  const storage = createMemoryStorage();
  await storage.open();
  const executor = createBlockExecutor({
    setting: 'sequential',
    verifierModule: new URL('free-verifier.mjs', import.meta.url),
  });
  const chain = await Chain.open({ storage, executor, network, genesis, clock });
  const reference = { hash: chain.head.hash, topoheight: 0n };
  const blocks = [];
  for (let block = 0; block < BLOCKS; block++) {
    const drafts = Array.from({ length: TRANSACTIONS }, (_, i) => draft(i, block));
    const signed = await signers.sign(drafts, { network: network.name, reference });
    const candidates = decodeBatch(signed.map(({ wire }) => wire));
    const { bytes, leftOut } = await chain.produceBlock({ candidates, miner: keys[0] });
    if (leftOut.length > 0) throw new Error('a transfer was left out');
    blocks.push(bytes);
  }
  await executor.close();
  await storage.close();
  return { genesis, blocks, digest: Buffer.from(chain.head.digest).toString('hex') };
}

/** Imports the chain into a new LMDB. @returns wall and CPU milliseconds per block */
async function importInto({ genesis, blocks, digest }, executor, isPipelined) {
  const location = mkdtempSync(join(tmpdir(), 'tos-bench-'));
  const storage = createStorage({ location });
  try {
    await storage.open();
    const chain = await Chain.open({ storage, executor, network, genesis, clock });
    const cpu = process.cpuUsage();
    const started = performance.now();
    if (isPipelined) await Promise.all(blocks.map((block) => chain.importBlock(block)));
    else for (const block of blocks) await chain.importBlock(block);
    const ms = (performance.now() - started) / blocks.length;
    const { user, system } = process.cpuUsage(cpu);
    if (Buffer.from(chain.head.digest).toString('hex') !== digest) throw new Error('another digest');
    return { ms, cpu: (user + system) / 1000 / blocks.length };
  } finally {
    await storage.close();
    rmSync(location, { recursive: true, force: true });
  }
}

export async function measureCommits(signers, rounds) {
  const chain = await makeChain(signers);
  const cold = { keyTableBytes: 0, verdictCacheBytes: 0, auditOneIn: 0 };
  const sequential = createBlockExecutor({ ...cold, setting: 'sequential' });
  const parallel = createBlockExecutor({ ...cold, setting: 'auto', workers: 1 });
  await importInto(chain, sequential, false);
  await importInto(chain, parallel, true);
  const samples = await inQuiet('durable commits', rounds, 4 * rounds, async () => ({
    sequential: await importInto(chain, sequential, false),
    waiting: await importInto(chain, parallel, false),
    pipelined: await importInto(chain, parallel, true),
  }));
  await sequential.close();
  await parallel.close();
  const row = (name, which, baseline, ratio, target = null) =>
    result({
      name,
      samples: samples.map((one) => one[which].ms),
      unit: 'ms',
      baseline,
      ratios: samples.map(ratio),
      target,
    });
  return [
    row(
      'blocks of 1,000 with durable commit, pipelined',
      'pipelined',
      'half of the sequential CPU time',
      (one) => one.sequential.cpu / 2 / one.pipelined.ms,
      { on: 'ratio', op: '>=', value: 0.85 },
    ),
    row(
      'blocks of 1,000 with durable commit, pipelined',
      'pipelined',
      'sequential',
      (one) => one.sequential.ms / one.pipelined.ms,
    ),
    row(
      'blocks of 1,000 with durable commit, one at a time',
      'waiting',
      'sequential',
      (one) => one.sequential.ms / one.waiting.ms,
    ),
  ];
}
