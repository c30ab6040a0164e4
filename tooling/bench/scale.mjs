// npm run bench -- scale: how blocks and tasks get faster with threads, on whatever machine this runs.
//
// Two parts are real: blocks of transfers between disjoint accounts with real signatures, and independent tasks, each on 1 to all cores. The
// third simulates: main is real, and the threads that verify beside it are virtual (scale/virtual-pool.mjs), up to 64. A round measures every
// number of threads, in a new order. With --json FILE plots stand beside it: FILE.html, and FILE.svg of the simulation alone.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { executeTransactionsParallel } from '../../packages/executor/dist/block/execute-transactions-parallel.js';
import { ExecutionTimer } from '../../packages/executor/dist/block/execution-timer.js';
import { prepareBlock } from '../../packages/executor/dist/block/prepare-block.js';
import { SignatureCost } from '../../packages/executor/dist/block/signature-cost.js';
import { EvidenceDesk } from '../../packages/executor/dist/evidence/evidence-desk.js';
import { createBlockExecutor } from '../../packages/executor/dist/index.js';
import { EventLoopTurns } from '../../packages/executor/dist/threads/event-loop-turns.js';
import { ClaimLog } from '../../packages/executor/dist/verification/claim-log.js';
import { pendingRecords } from '../../packages/executor/dist/verification/pending-records.js';
import { SignatureAudit } from '../../packages/executor/dist/verification/signature-audit.js';
import { VerdictCache } from '../../packages/executor/dist/verification/verdict-cache.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { baselineRules } from '../../packages/runtime/dist/index.js';
import { EMPTY_DIGEST, HeadCache, stateDigest } from '../../packages/state/dist/index.js';
import { createTaskExecutor } from '../../packages/tasks/dist/index.js';
import { decodeBatch } from '../../packages/transaction/dist/index.js';
import { benchState } from './bench-state.mjs';
import { fitScalability, foretold } from './scale/fit.mjs';
import { claimCosts, signatureCosts, threadCosts } from './scale/measure-costs.mjs';
import { plotHtml, plotSvg } from './scale/plot.mjs';
import { VirtualPool } from './scale/virtual-pool.mjs';
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
// Until about 3,000 small blocks were executed, Node compiles their code meanwhile.
const WARM_UP_SAMPLES = 150;
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
  const virtual = await measureVirtual(blocks.filter(({ size }) => VIRTUAL_SIZES.includes(size)));
  const real = blocks.filter(({ size }) => SIZES.includes(size));
  const groups = [
    { title: 'Blocks of transfers', series: await measureBlocks(real, threads) },
    { title: 'Independent tasks', series: await measureTasks(threads) },
    { title: 'Simulated threads', series: virtual.series },
  ];
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cores} cores, Node ${process.version}`;
  print(groups.flatMap(({ title, series }) => rowsOf(title, series)));
  printVirtual(virtual);
  if (file !== undefined) {
    writeFileSync(`${file}.html`, plotHtml({ machine, groups }));
    writeFileSync(`${file}.svg`, plotSvg(groups.at(-1)));
  }
  return { machine, groups, costs: virtual.machine };
}

/** Where a block's time goes: what only main can do, and what the threads share. */
function printVirtual({ series, machine }) {
  const text = (value) => value.toFixed(2);
  console.log(
    `\nSimulated with: signature ${text(machine.signatureUs)} us, claim ${text(machine.claimUs)}, offer ${text(machine.offerUs)} per thread, wake-up ${text(machine.wakeUs)}`,
  );
  for (const { name, phases, points } of series) {
    for (const [j, { totalMs, mainAloneMs, woken, offeringMs, verifyingMs, idleShare }] of phases.entries()) {
      console.log(
        [
          `${name}, ${VIRTUAL_THREADS[j]} threads`.padEnd(32),
          `${text(totalMs)} ms`.padStart(11),
          `${text(points[j][1])}x`.padStart(7),
          `${woken} woken`.padStart(8),
          `main alone ${text(mainAloneMs)} ms`.padEnd(20),
          `verifying ${text(verifyingMs)} ms, of which main offers and passes ${text(offeringMs)}`.padEnd(60),
          `idle ${Math.round(100 * idleShare)} %`,
        ].join('  '),
      );
    }
  }
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
  for (const executor of executors) {
    for (let i = 0; i < WARM_UP_SAMPLES; i++) await timeBlock(executor, blocks[0]);
  }
  const names = blocks.map(({ size }) => `${size} transactions`);
  const series = await measure(names, threads, (i, j) => timeBlock(executors[j], blocks[i]));
  await Promise.all(executors.map((executor) => executor.close()));
  return series;
}

/** Executes blocks with virtual threads. @returns the series, and for each size and number of threads what main was at, as medians of milliseconds */
async function measureVirtual(blocks) {
  const [{ batch: largest }] = blocks.slice(-1);
  const records = pendingRecords(largest, new VerdictCache(0));
  const costs = {
    ...(await threadCosts()),
    claimUs: claimCosts(records, VIRTUAL_THREADS),
    signatureUs: signatureCosts(records),
  };
  const phases = blocks.map(() => VIRTUAL_THREADS.map(() => []));
  const series = await measure(
    blocks.map(({ size }) => `${size} transactions`),
    VIRTUAL_THREADS,
    async (i, j) => {
      const sample = await executeVirtually(blocks[i], VIRTUAL_THREADS[j], costs);
      phases[i][j].push(sample);
      return sample.totalMs;
    },
  );
  const { offerUs, wakeUs, claimUs, signatureUs } = costs;
  const machine = { offerUs, wakeUs, claimUs: claimUs(2), signatureUs: signatureUs(16) / 16 };
  return { series: series.map((one, i) => ({ ...one, phases: phases[i].map(medians) })), machine };
}

/** Executes a block as the executor does, with a virtual pool in the place of the real one. */
async function executeVirtually({ size, batch, context, options }, threads, costs) {
  const repeats = Math.max(1, Math.round(SAMPLE_TRANSACTIONS / size));
  const samples = [];
  for (let i = 0; i < repeats; i++) {
    const pool = new VirtualPool(threads, costs);
    const turns = new EventLoopTurns();
    const audit = new SignatureAudit({ name: 'none', verify: () => true }, undefined, 0);
    const services = {
      pool,
      audit,
      turns,
      cost: new SignatureCost(),
      cache: new VerdictCache(0),
      claims: new ClaimLog(),
    };
    services.evidence = new EvidenceDesk(services);
    const started = performance.now();
    const timer = new ExecutionTimer(threads);
    const block = await prepareBlock(batch, context, options.rules, services.evidence);
    const prepared = performance.now();
    const choice = { mode: 'parallel', reason: 'forced' };
    const { refused, state } = await executeTransactionsParallel(block, options, services, choice, timer);
    if (refused !== null) throw new Error(`a block was refused: ${JSON.stringify(refused)}`);
    stateDigest(EMPTY_DIGEST, 1, state.getModifiedRecords());
    const totalMs = performance.now() - started + pool.aheadMs;
    const { verifyingMs } = pool.lastRun;
    samples.push({ totalMs, prepareMs: prepared - started, ...pool.lastRun, mainAloneMs: totalMs - verifyingMs });
  }
  return medians(samples);
}

function medians(samples) {
  return Object.fromEntries(Object.keys(samples[0]).map((name) => [name, median(samples.map((one) => one[name]))]));
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
