// npm run bench -- auto: whether `auto` takes the better executor for each block.
//
// One executor runs each block with each setting in turn, a run of blocks at a time, so that the settings share threads, memory and caches, and
// differ in nothing but the choice. The better setting is that whose median is lower over all rounds: within one round the faster of two
// measurements of the same thing is faster than any third one. Rounds go on until the 99 % interval of the median ratio lies on one side of the
// target; a row whose interval never does is not decided. On a busy machine threads wait for cores, and rows below 1,000 say nothing.
import { createBlockExecutor } from '../../packages/executor/dist/index.js';
import { networks } from '../../packages/protocol/dist/index.js';
import { baselineRules } from '../../packages/runtime/dist/index.js';
import { HeadCache } from '../../packages/state/dist/index.js';
import { decodeBatch } from '../../packages/transaction/dist/index.js';
import { benchState } from './bench-state.mjs';
import { judge, worstOf } from './judge.mjs';
import { startSigners } from './sign-drafts.mjs';
import { median, result } from './statistics.mjs';
import { generator, withNonces, workloads } from './workloads.mjs';

const ONLY = process.env.TOS_BENCH_WORKLOADS?.split(',');
const SIZES = (process.env.TOS_BENCH_SIZES ?? '20,50,100,1000,5000').split(',').map(Number);
const TARGET = 0.95;
// After how many rounds a row is judged, until it is decided. Few looks: each has its own chance of 1 % to be wrong.
const LOOKS = [12, 24, 48, 96];
// A row that has taken longer than this gets no further look.
const ROW_MS = 15_000;
// A sample of small blocks has several blocks, which last about this long together, pauses included. Its time is the median of theirs.
const SAMPLE_MS = 30;
// Code is slow until it has run this often.
const WARM_BLOCKS = 2000;
const PAUSE_MS = 20;

const network = networks.mainnet;
const reference = { hash: new Uint8Array(32), topoheight: 0n };
const random = generator(7);
const settings = ['sequential', 'parallel', 'auto'];

/** The cases beside the workloads with nothing remembered. All of them have disjoint pairs. */
const remembered = {
  'verdicts known': { executor: 'remembers verdicts' },
  'a fifth unknown': { executor: 'remembers verdicts', unknown: 5 },
  'senders known': { executor: 'remembers senders' },
  'after a pause': { executor: 'remembers nothing', pauseMs: PAUSE_MS },
};

const cases = {
  ...Object.fromEntries(Object.keys(workloads).map((name) => [name, { executor: 'remembers nothing' }])),
  ...remembered,
};

function startExecutors() {
  const nothing = { keyTableBytes: 0, verdictCacheBytes: 0, auditOneIn: 0 };
  const { keyTableBytes, ...senders } = nothing;
  const { verdictCacheBytes, ...verdicts } = nothing;
  return {
    'remembers nothing': createBlockExecutor(nothing),
    'remembers senders': createBlockExecutor(senders),
    'remembers verdicts': createBlockExecutor(verdicts),
  };
}

function shuffled(items) {
  const left = [...items];
  return items.map(() => left.splice(random(left.length), 1)[0]);
}

/** Makes a signed block. @returns a function that executes it once with a setting, and returns the outcome and its milliseconds */
async function makeBlock(name, size, signers, executors) {
  const workload = Object.hasOwn(workloads, name) ? name : 'disjoint pairs';
  const drafts = withNonces(workloads[workload](size, generator(size)));
  const signed = await signers.sign(drafts, { network: network.name, reference });
  const batch = decodeBatch(signed.map(({ wire }) => wire));
  const context = {
    network,
    topoheight: 1,
    state: benchState(signed.filter((_, i) => drafts[i].poor).map(({ key }) => key)),
    cache: new HeadCache(256 << 20),
    references: async ({ count }) => new Uint8Array(count).fill(1),
  };
  const options = { policy: name === '10 % failing' ? 'build' : 'validate', rules: baselineRules };
  const { executor, unknown, pauseMs } = cases[name];
  let block = 0;
  return async (setting) => {
    block++;
    // Verdicts are found by the hash of the transaction.
    if (unknown !== undefined) for (let i = 0; i < size; i += unknown) batch.hash.set([block, block >> 8], 32 * i);
    if (pauseMs !== undefined) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const started = performance.now();
    const outcome = await executors[executor].execute(batch, context, { ...options, setting });
    if (outcome.refused !== null) throw new Error(`${name} was refused: ${JSON.stringify(outcome.refused)}`);
    outcome.state.getModifiedRecords();
    return { outcome, ms: performance.now() - started };
  };
}

async function sample(execute, setting, blocks) {
  const times = [];
  for (let i = 0; i < blocks; i++) times.push((await execute(setting)).ms);
  return median(times);
}

async function measure(name, size, execute) {
  for (const setting of settings) await execute(setting);
  const begun = performance.now();
  await execute('sequential');
  const blocks = Math.max(1, Math.round(SAMPLE_MS / (performance.now() - begun)));
  const { report } = (await execute('auto')).outcome;
  const times = { sequential: [], parallel: [], auto: [] };
  const started = performance.now();
  for (const rounds of LOOKS) {
    while (times.auto.length < rounds) {
      for (const setting of shuffled(settings)) times[setting].push(await sample(execute, setting, blocks));
    }
    if (judged(times).verdict !== 'not decided' || performance.now() - started > ROW_MS) break;
  }
  return rowOf(`${name}, ${size}`, times, report);
}

function judged(times) {
  const baseline = median(times.sequential) < median(times.parallel) ? 'sequential' : 'parallel';
  const ratios = times.auto.map((ms, round) => times[baseline][round] / ms);
  return { baseline, ratios, ...judge(ratios, TARGET) };
}

function rowOf(name, times, { mode, reason }) {
  const { sequential, parallel, auto } = times;
  const { baseline, ratios, low, high, verdict } = judged(times);
  const row = result({
    name,
    samples: auto,
    unit: 'ms',
    baseline,
    ratios,
    target: { on: 'ratio', op: '>=', value: TARGET },
  });
  const speedUp = median(sequential.map((ms, round) => ms / parallel[round]));
  return { ...row, ok: verdict === 'met', low, high, verdict, speedUp, mode, reason, rounds: auto.length };
}

function printRow({ name, ratio, low, high, verdict, median: ms, baseline, speedUp, mode, reason, rounds }) {
  console.log(
    [
      name.padEnd(22),
      `${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`.padEnd(22),
      verdict.padEnd(12),
      `${ms.toPrecision(3)} ms`.padEnd(8),
      `parallel ${speedUp.toFixed(2)}x, better ${baseline}`.padEnd(36),
      `auto ${mode}, ${reason}`.padEnd(42),
      `${rounds} rounds`,
    ].join('  '),
  );
}

export async function run() {
  const signers = startSigners();
  const executors = startExecutors();
  const small = await makeBlock('disjoint pairs', 20, signers, executors);
  for (let i = 0; i < WARM_BLOCKS; i++) await small(settings[i % settings.length]);
  const rows = [];
  for (const name of Object.keys(cases).filter((one) => ONLY?.includes(one) ?? true)) {
    for (const size of SIZES) {
      rows.push(await measure(name, size, await makeBlock(name, size, signers, executors)));
      printRow(rows.at(-1));
    }
  }
  await signers.close();
  for (const executor of Object.values(executors)) await executor.close();
  const summary = { ...worstOf(rows), name: `worst of ${rows.length}: ${worstOf(rows).name}` };
  printRow(summary);
  return [...rows, { ...summary, ok: summary.verdict === 'met' }];
}
