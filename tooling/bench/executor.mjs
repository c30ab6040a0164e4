// npm run bench -- executor measures blocks of transactions, executed sequentially and in parallel, in one interleaved run.
//
// A sample measures all executors on one block, in a new order, and ratios are taken within a sample. Only samples count in which
// other processes left the machine alone. Times are wall time, unless a row says CPU. Signatures are real, and senders' tables are off, so that
// workloads differ in their conflicts only. State is in memory and its records are in the head cache, as on a running node.
import { createBlockExecutor } from '../../packages/executor/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { baselineRules } from '../../packages/runtime/dist/index.js';
import { EMPTY_DIGEST, HeadCache, stateDigest } from '../../packages/state/dist/index.js';
import { decodeBatch, decodeSequence } from '../../packages/transaction/dist/index.js';
import { benchState } from './bench-state.mjs';
import { measureCommits } from './executor-commit.mjs';
import { measurePass } from './executor-pass.mjs';
import { inQuiet } from './quiet.mjs';
import { startSigners } from './sign-drafts.mjs';
import { median, print, quantile, result } from './statistics.mjs';
import { conflicting, generator, withNonces, workloads } from './workloads.mjs';

const ROUNDS = Number(process.env.TOS_BENCH_ROUNDS ?? 7);
const ONLY = process.env.TOS_BENCH_WORKLOADS?.split(',');
const SIZES = (process.env.TOS_BENCH_SIZES ?? '20,50,100,1000,5000').split(',').map(Number);
const CONTENDED_SIZE = 1000;
// A sample of small blocks has several blocks, with about this many transactions in all.
const SAMPLE_TRANSACTIONS = 400;
const WARM_UP_BLOCKS = 3000;
// A signature takes about 0.1 ms.
const MOST_SAMPLES = 4;

const network = networks.mainnet;
const reference = { hash: new Uint8Array(32), topoheight: 0n };
const ratioTarget = (op, value) => ({ on: 'ratio', op, value });
const SPEED_UP = { 20: 1.3, 50: 1.55, 100: 1.75, 1000: 1.9 };
const random = generator(7);

function shuffled(items) {
  const left = [...items];
  return items.map(() => left.splice(random(left.length), 1)[0]);
}

/** A signed block, with the state on which it is executed. */
async function makeBlock(name, size, signers) {
  const drafts = withNonces(workloads[name](size, generator(size)));
  const signed = await signers.sign(drafts, { network: network.name, reference });
  const poor = signed.filter((_, i) => drafts[i].poor).map(({ key }) => key);
  const wires = signed.map(({ wire }) => wire);
  const cache = new HeadCache(256 << 20);
  const context = {
    network,
    topoheight: 1,
    state: benchState(poor),
    cache,
    references: async ({ count }) => new Uint8Array(count).fill(1),
  };
  return {
    name,
    size,
    wires,
    batch: decodeBatch(wires),
    context,
    options: { policy: 'validate', rules: baselineRules },
  };
}

/** Executes a block, which must not be refused. @returns the outcome and its milliseconds */
async function execute(executor, { name, batch, context, options }) {
  const started = performance.now();
  const outcome = await executor.execute(batch, context, options);
  if (outcome.refused !== null) throw new Error(`${name} was refused: ${JSON.stringify(outcome.refused)}`);
  outcome.state.getModifiedRecords();
  return { outcome, ms: performance.now() - started };
}

/** Milliseconds per block, wall and CPU, over the blocks of a sample; and the milliseconds of each block. */
async function sample(executor, block) {
  const repeats = Math.max(1, Math.round(SAMPLE_TRANSACTIONS / block.size));
  const cpu = process.cpuUsage();
  const latencies = [];
  for (let i = 0; i < repeats; i++) latencies.push((await execute(executor, block)).ms);
  const { user, system } = process.cpuUsage(cpu);
  return { ms: latencies.reduce((a, b) => a + b) / repeats, cpu: (user + system) / 1000 / repeats, latencies };
}

async function sampleAll(executors, block) {
  const samples = {};
  for (const name of shuffled(Object.keys(executors))) samples[name] = await sample(executors[name], block);
  return samples;
}

/**
 * Node compiles code while it runs: until about 3,000 small blocks were executed, they take a seventh longer, and compiling keeps a core from the
 * threads. A node that runs for minutes has that behind it.
 */
async function warmUp(executors, block) {
  for (const executor of Object.values(executors)) {
    for (let i = 0; i < WARM_UP_BLOCKS; i++) await execute(executor, block);
  }
}

const column = (samples, name, what = 'ms') => samples.map((one) => one[name][what]);

/** Measures how much faster a block is with threads. `npm run bench -- auto` has the other workloads. */
async function measureSpeedUp(block, executors) {
  const { name, size } = block;
  const { report } = (await execute(executors.parallel, block)).outcome;
  for (const executor of Object.values(executors)) await execute(executor, block);
  const samples = await inQuiet(`${name}, ${size}`, ROUNDS, MOST_SAMPLES * ROUNDS, () => sampleAll(executors, block));
  const latencies = samples.flatMap(({ parallel }) => parallel.latencies);
  const perSecond = (which) => Math.round((1000 * size) / median(column(samples, which)));
  console.log(
    [
      `${name}, ${size}`.padEnd(22),
      `${perSecond('sequential')} -> ${perSecond('parallel')} tx/s`.padEnd(22),
      `2 workers ${perSecond('two workers')}`.padEnd(16),
      `p50 ${quantile(latencies, 0.5).toFixed(1)} p99 ${quantile(latencies, 0.99).toFixed(1)} ms`.padEnd(24),
      `CPU x${(median(column(samples, 'parallel', 'cpu')) / median(column(samples, 'sequential', 'cpu'))).toFixed(2)}`,
      `conflicts ${(100 * report.conflictRate).toFixed(0)} %`.padEnd(14),
      `longest chain ${report.criticalPath}`.padEnd(20),
      `cached ${((100 * report.cached) / size).toFixed(0)} %`,
    ].join('  '),
  );
  return ['parallel', 'two workers'].map((which) => {
    const wanted = which === 'parallel' ? SPEED_UP[size] : undefined;
    return result({
      name: `${name}, ${size}: ${which}`,
      samples: column(samples, which),
      unit: 'ms',
      baseline: 'sequential',
      ratios: samples.map((one) => one.sequential.ms / one[which].ms),
      target: wanted === undefined ? null : ratioTarget('>=', wanted),
    });
  });
}

/** Measures equal numbers of transfers, with and without contention. */
async function measureContention(blocks, executor) {
  const samples = await inQuiet('contention', ROUNDS, MOST_SAMPLES * ROUNDS, async () => {
    const one = {};
    for (const name of shuffled(Object.keys(blocks))) one[name] = await sample(executor, blocks[name]);
    return one;
  });
  return conflicting
    .filter((name) => name in blocks)
    .map((name) =>
      result({
        name: `${name}, ${CONTENDED_SIZE}: parallel`,
        samples: column(samples, name),
        unit: 'ms',
        baseline: 'disjoint pairs',
        ratios: samples.map((one) => one['disjoint pairs'].ms / one[name].ms),
        target: ratioTarget('>=', 0.95),
      }),
    );
}

/** Measures the way from wire bytes to a digest, against the verification of the block's signatures alone on the same threads. */
async function measureEndToEnd(block, executor) {
  const { wires, context, options } = block;
  const bytes = Buffer.concat(wires);
  const endToEnd = async () => {
    const { batch } = decodeSequence(bytes, 0, wires.length);
    const { outcome } = await execute(executor, { ...block, batch, context, options });
    stateDigest(EMPTY_DIGEST, 1, outcome.state.getModifiedRecords());
  };
  const timed = async (work) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const samples = await inQuiet('end to end', 2 * ROUNDS, MOST_SAMPLES * 2 * ROUNDS, async () => {
    const one = {};
    for (const which of shuffled(['all', 'verification'])) {
      one[which] = await timed(which === 'all' ? endToEnd : () => executor.verifySignatures(block.batch));
    }
    return one;
  });
  return [
    result({
      name: 'wire bytes to digest, no commit, 1,000',
      samples: samples.map(({ all }) => all),
      unit: 'ms',
      baseline: 'rate of two verifying threads',
      ratios: samples.map(({ all, verification }) => verification / all),
      target: ratioTarget('>=', 0.93),
    }),
  ];
}

/** Measures the time that a block costs the coordinating thread besides its signatures, which cost nothing here. */
async function measureCoordinator(block) {
  const verifierModule = new URL('free-verifier.mjs', import.meta.url);
  const executor = createBlockExecutor({
    setting: 'parallel',
    workers: 0,
    verdictCacheBytes: 64 << 20,
    verifierModule,
  });
  const decode = [];
  const coordinate = [];
  for (let round = 0; round < 20 + 10 * ROUNDS; round++) {
    const decoding = process.cpuUsage();
    const batch = decodeBatch(block.wires);
    const { user, system } = process.cpuUsage(decoding);
    // Each round changes the hashes, so that the verdicts of the round before are not found.
    for (let i = 0; i < batch.count; i++) batch.hash.set([round, round >> 8], 32 * i);
    const executing = process.cpuUsage();
    await execute(executor, { ...block, batch });
    const executed = process.cpuUsage(executing);
    if (round < 20) continue;
    decode.push((user + system) / batch.count);
    coordinate.push((executed.user + executed.system) / batch.count);
  }
  await executor.close();
  return [
    result({
      name: 'coordinator besides verification, 1,000 (CPU)',
      samples: coordinate,
      unit: 'us',
      target: { on: 'median', op: '<=', value: 2.5 },
    }),
    result({ name: 'decoding and hashing, 1,000 (CPU)', samples: decode, unit: 'us' }),
  ];
}

/** Measures a block with a cheap failure in front of signatures that nobody needs to verify. */
async function measureAttack(signers, executors) {
  const block = await makeBlock('disjoint pairs', CONTENDED_SIZE, signers);
  const drafts = withNonces(workloads['disjoint pairs'](1, random)).map((draft) => ({ ...draft, amount: 10n ** 18n }));
  const [{ wire }] = await signers.sign(drafts, { network: network.name, reference });
  const batch = decodeBatch([wire, ...block.wires.slice(1)]);
  const refuse = async (executor) => {
    const cpu = process.cpuUsage();
    for (let i = 0; i < 10; i++) {
      const { refused } = await executor.execute(batch, block.context, block.options);
      if (refused?.index !== 0) throw new Error('the first transaction should fail');
    }
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 10_000;
  };
  const samples = await inQuiet('attack', 2 * ROUNDS, MOST_SAMPLES * 2 * ROUNDS, async () => {
    const one = {};
    for (const which of shuffled(['sequential', 'parallel'])) one[which] = await refuse(executors[which]);
    return one;
  });
  return [
    result({
      name: 'first of 1,000 fails: parallel (CPU)',
      samples: samples.map(({ parallel }) => parallel),
      unit: 'ms',
      baseline: 'sequential',
      ratios: samples.map(({ sequential, parallel }) => parallel / sequential),
      target: ratioTarget('<=', 1.2),
    }),
  ];
}

export async function run() {
  const signers = startSigners();
  const cold = { keyTableBytes: 0, verdictCacheBytes: 0, auditOneIn: 0 };
  const executors = {
    sequential: createBlockExecutor({ ...cold, setting: 'sequential' }),
    parallel: createBlockExecutor({ ...cold, setting: 'parallel', workers: 1 }),
    'two workers': createBlockExecutor({ ...cold, setting: 'parallel', workers: 2 }),
  };
  await warmUp(executors, await makeBlock('disjoint pairs', 20, signers));
  const results = [];
  const contended = {};
  for (const name of ['disjoint pairs', ...conflicting].filter((one) => ONLY?.includes(one) ?? true)) {
    for (const size of SIZES.filter((one) => one === CONTENDED_SIZE || name === 'disjoint pairs')) {
      const block = await makeBlock(name, size, signers);
      if (size === CONTENDED_SIZE) contended[name] = block;
      if (name === 'disjoint pairs') results.push(...(await measureSpeedUp(block, executors)));
    }
  }
  if (SIZES.includes(CONTENDED_SIZE)) {
    results.push(...(await measureContention(contended, executors.parallel)));
    results.push(...(await measureEndToEnd(contended['disjoint pairs'], executors.parallel)));
    results.push(...(await measureCoordinator(contended['disjoint pairs'])));
    results.push(...(await measureAttack(signers, executors)));
  }
  for (const executor of Object.values(executors)) await executor.close();
  results.push(...(await measurePass(ROUNDS)));
  results.push(...(await measureCommits(signers, ROUNDS)));
  await signers.close();
  print(results);
  return results;
}
