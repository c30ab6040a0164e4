// npm run bench -- tasks: the task executor against one task after the other, greedy groups, and a simulated list schedule.
//
// A round runs every candidate once, one right after the other, and a ratio is taken within a round; rounds during which other
// processes worked are left out (quiet.mjs). Wall time, except for the cost of scheduling, which is CPU time.
import { createTaskExecutor } from '../../packages/tasks/dist/index.js';
import { planTasks } from '../../packages/tasks/dist/schedule/plan-tasks.js';
import { taskGraph } from '../../packages/tasks/dist/schedule/task-graph.js';
import { TaskSchedule } from '../../packages/tasks/dist/schedule/task-schedule.js';
import { inQuiet, quietMoment } from './quiet.mjs';
import { cpuMicroseconds, median, print, result } from './statistics.mjs';
import { declaredValues, GreedyExecutor, runPlain, simulate } from './tasks-baselines.mjs';
import * as module from './tasks-module.mjs';

const ROUNDS = Number(process.env.TOS_BENCH_ROUNDS ?? 9);
const MOST = 3 * ROUNDS;
// How long a round waits for other processes to be done.
const PATIENCE_MS = Number(process.env.TOS_BENCH_PATIENCE_MS ?? 5000);
const WORKERS = 2;
const HOP_MS = 0.05;
// Blocks of Ethereum that each thread has run before they are measured: the CPU of tasks and of EthereumJS alone falls until then.
const WARM_BLOCKS = 10;
const MODULE = new URL('tasks-module.mjs', import.meta.url);
const { benchTask, burn } = module;
const target = (op, value) => ({ on: 'ratio', op, value });

let seed = 12345;
function random(below) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((seed / 0x80000000) * below);
}

/** One of `keys` numbers, number k with a chance of 1 / (k + 1) of the first one's. */
function zipf(keys) {
  const limit = Math.log(keys + 1);
  return Math.min(keys - 1, Math.floor(Math.exp((random(1 << 20) / (1 << 20)) * limit)) - 1);
}

/** Each: the tasks of a run, of so many rounds of arithmetic. */
const workloads = {
  independent: (count, rounds) => Array.from({ length: count }, (_, i) => benchTask(rounds, 'w', [`k${i}`])),
  'hot key': (count, rounds) => Array.from({ length: count }, () => benchTask(rounds, 'w', ['hot'])),
  'commuting hot key': (count, rounds) => Array.from({ length: count }, () => benchTask(rounds, 'a', ['hot'])),
  '100 chains': (count, rounds) => Array.from({ length: count }, (_, i) => benchTask(rounds, 'w', [`c${i % 100}`])),
  'Zipf 1.0': (count, rounds) => Array.from({ length: count }, () => benchTask(rounds, 'w', [`z${zipf(10_000)}`])),
  '30 % hot': (count, rounds) =>
    Array.from({ length: count }, (_, i) => benchTask(rounds, 'w', [random(10) < 3 ? 'hot' : `k${i}`])),
  // Layers of 20; each task reads what two tasks of the layer before have written.
  'layered DAG': (count, rounds) =>
    Array.from({ length: count }, (_, i) => {
      const layer = Math.floor(i / 20);
      const reads = layer === 0 ? [] : [0, 1].map(() => `l${layer - 1}_${random(20)}`);
      return benchTask(rounds, 'w', [`l${layer}_${i % 20}`], reads);
    }),
};
const durations = [
  { name: '200 us', us: 200, count: 400 },
  { name: '20 us', us: 20, count: 2000 },
  { name: '2 ms', us: 2000, count: 60 },
];

/** Rounds of arithmetic in a microsecond of CPU. */
function calibrate() {
  const rounds = 4_000_000;
  const samples = Array.from({ length: 20 }, () => cpuMicroseconds(() => burn(rounds)));
  return rounds / median(samples.slice(5));
}

async function wall(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export async function run() {
  const results = [await schedulingCost(), ...(await evm())];
  const perMicrosecond = calibrate();
  const ours = createTaskExecutor({ workerModule: MODULE, workers: WORKERS });
  const greedy = new GreedyExecutor(WORKERS, MODULE, module);
  await Promise.all([ours.started(), greedy.started()]);
  const state = new Map();
  // Cold code takes several times as long: some ten thousand tasks make it warm, on main and in the threads.
  const warm = workloads['100 chains'](3000, Math.round(20 * perMicrosecond));
  for (let i = 0; i < 6; i++) {
    await ours.run(warm, { state });
    await greedy.run(warm, state);
  }
  for (const { name, us, count } of durations) {
    for (const [workload, make] of Object.entries(workloads)) {
      const tasks = make(count, Math.round(us * perMicrosecond));
      let where = '';
      const once = async () => {
        await quietMoment(PATIENCE_MS);
        const plain = await wall(() => runPlain(tasks, module.runTask));
        const mine = await wall(async () => {
          const { report } = await ours.run(tasks, { state });
          where = `${report.mode}: ${report.reason}`;
        });
        const groups = await wall(() => greedy.run(tasks, state));
        // As long as tasks take in this round, on this machine as it is now.
        return { plain, mine, groups, simulated: await simulate(tasks, WORKERS, plain / count, HOP_MS) };
      };
      await once();
      const samples = await inQuiet(`${workload}, ${name}`, ROUNDS, MOST, once);
      const row = (baseline, ratioOf, goal) =>
        results.push(
          result({
            name: `${workload}, ${name} (${where})`,
            samples: samples.map(({ mine }) => mine),
            unit: 'ms',
            baseline,
            ratios: samples.map(ratioOf),
            target: goal,
          }),
        );
      const sequentialGoal = workload === 'independent' && us === 200 ? target('>=', 1.85) : target('>=', 0.95);
      row('sequential', ({ plain, mine }) => plain / mine, sequentialGoal);
      const isHot = workload === 'commuting hot key' && us >= 200;
      row('greedy groups', ({ groups, mine }) => groups / mine, target('>=', isHot ? 1.8 : 0.97));
      row(
        'time of: a simulated list schedule',
        ({ mine, simulated }) => mine / simulated,
        us === 200 ? target('<=', 1.15) : null,
      );
    }
  }
  await Promise.all([ours.close(), greedy.close()]);
  print(results);
  return results;
}

/** CPU time of planning and scheduling alone, for tasks with four keys each. */
async function schedulingCost() {
  const count = 20_000;
  const tasks = Array.from({ length: count }, () =>
    benchTask(
      0,
      'w',
      Array.from({ length: 4 }, () => `k${random(20_000)}`),
    ),
  );
  const values = await declaredValues(tasks, new Map());
  const samples = [];
  for (let round = -3; round < 3 * ROUNDS; round++) {
    const us = cpuMicroseconds(() => {
      const graph = taskGraph(planTasks(tasks, values).graph, () => 1);
      const schedule = new TaskSchedule(graph, WORKERS);
      for (let i = 0; schedule.remaining > 0; i++) schedule.complete(schedule.next(i % WORKERS));
    });
    if (round >= 0) samples.push(us / count);
  }
  return result({
    name: 'plan, next and complete, 4 keys',
    samples,
    unit: 'us',
    target: { on: 'median', op: '<=', value: 3 },
  });
}

/** Blocks of Ethereum transactions by EthereumJS alone and as tasks, as examples/parallel-evm runs them. */
async function evm() {
  const { makeBlock } = await import('../../examples/parallel-evm/dist/make-block.js');
  const { runAlone, runAsTasks } = await import('../../examples/parallel-evm/dist/run-block.js');
  const workerModule = new URL('../../examples/parallel-evm/dist/evm-tasks.js', import.meta.url);
  const ours = createTaskExecutor({ workerModule, workers: WORKERS });
  await ours.started();
  let where = [];
  const executor = {
    run: async (tasks, options) => {
      const outcome = await ours.run(tasks, options);
      where.push(`${outcome.report.mode}: ${outcome.report.reason}`);
      return outcome;
    },
  };
  const shape = { transfers: 60, tokenTransfers: 100, swaps: 40, accounts: 200, tokens: 4, pools: 50 };
  const block = makeBlock(shape, 1);
  // JavaScript gets fast while it runs, in each thread by itself, and each worker runs a share of a block only. Here all threads, main too,
  // have run equally many transactions before anything is measured.
  for (let i = 0; i < WARM_BLOCKS; i++) await runAlone(block, false);
  for (let i = 0; i < WARM_BLOCKS * WORKERS; i++) await runAsTasks(block, false, executor);
  const rows = [];
  for (const knowsSenders of [false, true]) {
    const once = async () => {
      await quietMoment(PATIENCE_MS);
      const alone = await wall(() => runAlone(block, knowsSenders));
      where = [];
      return { alone, all: await wall(() => runAsTasks(block, knowsSenders, executor)) };
    };
    await once();
    const name = `parallel-evm, low conflict, senders ${knowsSenders ? 'known' : 'recovered'}`;
    const samples = await inQuiet(name, ROUNDS, MOST, once);
    rows.push(
      result({
        name: `${name} (${where.join(', ')})`,
        samples: samples.map(({ all }) => all),
        unit: 'ms',
        baseline: 'EthereumJS alone',
        ratios: samples.map(({ alone, all }) => alone / all),
        target: knowsSenders ? null : target('>=', 1.7),
      }),
    );
  }
  await ours.close();
  return rows;
}
