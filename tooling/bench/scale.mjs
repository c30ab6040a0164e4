// npm run bench -- scale: how blocks and tasks get faster with threads, on whatever machine this runs.
//
// Two parts are real: blocks of transfers between disjoint accounts with real signatures, and independent tasks, each on 1 to all cores. The
// third simulates the coordinator: verification is a wait, so that 64 threads fit on two cores, and what is left is the cost of sharing out,
// the pass and merging. A round measures every number of threads, in a new order. With --json FILE a plot stands beside it, as FILE.html.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { createBlockExecutor } from '../../packages/executor/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { baselineRules } from '../../packages/runtime/dist/index.js';
import { EMPTY_DIGEST, HeadCache, stateDigest } from '../../packages/state/dist/index.js';
import { createTaskExecutor } from '../../packages/tasks/dist/index.js';
import { decodeBatch } from '../../packages/transaction/dist/index.js';
import { benchState } from './bench-state.mjs';
import { fitScalability, foretold } from './scale/fit.mjs';
import { plotHtml } from './scale/plot.mjs';
import { VIRTUAL_SIGNATURE_MS } from './scale/virtual-signature.mjs';
import { startSigners } from './sign-drafts.mjs';
import { cpuMicroseconds, median, print, result } from './statistics.mjs';
import { runPlain } from './tasks-baselines.mjs';
import * as tasksModule from './tasks-module.mjs';
import { generator, withNonces, workloads } from './workloads.mjs';

const ROUNDS = Number(process.env.TOS_BENCH_ROUNDS ?? 5);
const SIZES = [20, 50, 100, 1000, 5000];
const VIRTUAL_SIZES = [100, 1000, 10_000];
const VIRTUAL_THREADS = [1, 2, 4, 8, 16, 32, 64];
const TASKS = [
  { name: '200 us', us: 200, count: 800 },
  { name: '2 ms', us: 2000, count: 120 },
];
// A sample of small blocks has several blocks, with about this many transactions in all.
const SAMPLE_TRANSACTIONS = 400;
const random = generator(11);
const network = networks.mainnet;
const reference = { hash: new Uint8Array(32), topoheight: 0n };

export async function run(file) {
  const cores = availableParallelism();
  const threads = powersUpTo(cores);
  const signers = startSigners();
  const blocks = [];
  for (const size of [...SIZES, ...VIRTUAL_SIZES.filter((virtual) => !SIZES.includes(virtual))])
    blocks.push(await makeBlock(size, signers));
  await signers.close();
  const groups = [
    {
      title: 'Blocks of transfers',
      series: await measureBlocks(
        blocks.filter(({ size }) => SIZES.includes(size)),
        threads,
      ),
    },
    { title: 'Independent tasks', series: await measureTasks(threads) },
    {
      title: 'Simulated: a signature is a wait of 1 ms',
      series: await measureVirtual(blocks.filter(({ size }) => VIRTUAL_SIZES.includes(size))),
    },
  ];
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cores} cores, Node ${process.version}`;
  print(groups.flatMap(({ title, series }) => rowsOf(title, series)));
  if (file !== undefined) writeFileSync(`${file}.html`, plotHtml({ machine, groups }));
  return { machine, groups };
}

function powersUpTo(most) {
  const powers = [];
  for (let n = 1; n < most; n *= 2) powers.push(n);
  return [...powers, most];
}

function shuffled(items) {
  const left = [...items];
  return items.map(() => left.splice(random(left.length), 1)[0]);
}

async function makeBlock(size, signers) {
  const drafts = withNonces(workloads['disjoint pairs'](size, generator(size)));
  const signed = await signers.sign(drafts, { network: network.name, reference });
  const context = {
    network,
    topoheight: 1,
    state: benchState(),
    cache: new HeadCache(256 << 20),
    references: async ({ count }) => new Uint8Array(count).fill(1),
  };
  return {
    size,
    batch: decodeBatch(signed.map(({ wire }) => wire)),
    context,
    options: { policy: 'validate', rules: baselineRules },
  };
}

/** Milliseconds per block, its digest included. */
async function timeBlock(executor, { size, batch, context, options }) {
  const repeats = Math.max(1, Math.round(SAMPLE_TRANSACTIONS / size));
  const started = performance.now();
  for (let i = 0; i < repeats; i++) {
    const { refused, state } = await executor.execute(batch, context, options);
    if (refused !== null) throw new Error(`a block was refused: ${JSON.stringify(refused)}`);
    stateDigest(EMPTY_DIGEST, 1, state.getModifiedRecords());
  }
  return (performance.now() - started) / repeats;
}

/** The series of a measurement: per name, the median speed-up of each number of threads over one thread, taken within a round. */
async function measure(names, threads, time) {
  const samples = names.map(() => threads.map(() => []));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [i] of shuffled([...names.entries()])) {
      for (const [j] of shuffled([...threads.entries()])) {
        const ms = await time(i, j);
        // The first round makes code and threads warm.
        if (round >= 0) samples[i][j].push(ms);
      }
    }
  }
  return names.map((name, i) => {
    const points = threads.map((n, j) => [n, median(samples[i][j].map((ms, round) => samples[i][0][round] / ms))]);
    return { name, milliseconds: threads.map((_, j) => median(samples[i][j])), points, fit: fitScalability(points) };
  });
}

async function measureBlocks(blocks, threads) {
  // Each sample verifies every signature: nothing is remembered, and senders have no tables.
  const cold = { verdictCacheBytes: 0, keyTableBytes: 0 };
  const executors = threads.map((n) =>
    createBlockExecutor({
      ...cold,
      ...(n === 1 ? { setting: 'sequential' } : { setting: 'parallel', workers: n - 1 }),
    }),
  );
  const names = blocks.map(({ size }) => `${size} transactions`);
  const series = await measure(names, threads, (i, j) => timeBlock(executors[j], blocks[i]));
  await Promise.all(executors.map((executor) => executor.close()));
  return series;
}

async function measureVirtual(blocks) {
  const verifierModule = new URL('scale/waiting-verifier.mjs', import.meta.url);
  const executors = VIRTUAL_THREADS.map((n) =>
    createBlockExecutor({
      verifierModule,
      verdictCacheBytes: 0,
      auditOneIn: 0,
      ...(n === 1 ? { setting: 'sequential' } : { setting: 'parallel', workers: n - 1 }),
    }),
  );
  const names = blocks.map(({ size }) => `${size} transactions`);
  const series = await measure(names, VIRTUAL_THREADS, async (i, j) => {
    // One thread waits for every signature in turn: what it takes is known, and takes long.
    if (VIRTUAL_THREADS[j] === 1) return blocks[i].size * VIRTUAL_SIGNATURE_MS;
    return timeBlock(executors[j], blocks[i]);
  });
  await Promise.all(executors.map((executor) => executor.close()));
  return series;
}

async function measureTasks(threads) {
  const { benchTask, burn, runTask } = tasksModule;
  const rounds = 4_000_000;
  const perMicrosecond =
    rounds / median(Array.from({ length: 20 }, () => cpuMicroseconds(() => burn(rounds))).slice(5));
  const workerModule = new URL('tasks-module.mjs', import.meta.url);
  const executors = threads.map((n) => (n === 1 ? null : createTaskExecutor({ workerModule, workers: n })));
  await Promise.all(executors.map((executor) => executor?.started()));
  const runs = TASKS.map(({ us, count }) =>
    Array.from({ length: count }, (_, i) => benchTask(Math.round(us * perMicrosecond), 'w', [`k${i}`])),
  );
  const names = TASKS.map(({ name, count }) => `${count} tasks of ${name}`);
  const series = await measure(names, threads, async (i, j) => {
    const executor = executors[j];
    const began = performance.now();
    if (executor === null) runPlain(runs[i], runTask);
    else await executor.run(runs[i], { state: new Map() });
    return performance.now() - began;
  });
  await Promise.all(executors.map((executor) => executor?.close()));
  return series;
}

function rowsOf(title, series) {
  return series.flatMap(({ name, milliseconds, points, fit }) => [
    ...points.slice(1).map(([n, speedUp], i) =>
      result({
        name: `${title}, ${name}: ${n} threads, efficiency ${Math.round((100 * speedUp) / n)} %`,
        samples: [milliseconds[i + 1]],
        unit: 'ms',
        baseline: 'one thread',
        ratios: [speedUp],
      }),
    ),
    ...(fit === null
      ? []
      : [
          result({
            name: `${title}, ${name}: fit, serial ${(100 * fit.serial).toFixed(2)} %, crosstalk ${(100 * fit.crosstalk).toFixed(3)} %`,
            samples: [foretold(fit, 16)],
            unit: 'x on 16 threads',
          }),
        ]),
  ]);
}
