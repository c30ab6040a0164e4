// node dist/main.js [--large]: runs blocks by EthereumJS alone and on all cores, compares them byte for byte, and prints how much faster it was.
import { availableParallelism } from 'node:os';
import { createTaskExecutor } from '@tos/tasks';
import { type BlockShape, type EvmBlock, makeBlock } from './make-block.ts';
import { type BlockRun, runAlone, runAsTasks } from './run-block.ts';

const isLarge = process.argv.includes('--large');
const scale = isLarge ? 5 : 1;
const rounds = isLarge ? 5 : 3;
const workers = availableParallelism();
// JavaScript gets fast while it runs, on main and on each thread by itself: main and each thread run this many times every row before
// anything is measured, which is 2,000 or 5,000 transactions each. Before that, a task costs up to half more on a thread than on main.
const warmUps = isLarge ? 1 : 2;

const shape = (transfers: number, tokenTransfers: number, swaps: number, pools: number): BlockShape => ({
  transfers: transfers * scale,
  tokenTransfers: tokenTransfers * scale,
  swaps: swaps * scale,
  accounts: 100 * scale,
  tokens: 4,
  pools,
});
const shapes: [name: string, shape: BlockShape][] = [
  ['low conflict: half token transfers, 30 % transfers, 20 % swaps in 50 pools', shape(30, 50, 20, 50)],
  ['token transfers', shape(0, 100, 0, 1)],
  ['transfers', shape(100, 0, 0, 1)],
  ['swaps in 10 pools', shape(0, 0, 100, 10)],
  ['swaps in one pool', shape(0, 0, 100, 1)],
];

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function isSame(a: BlockRun, b: BlockRun): boolean {
  const text = ({ receipts, state }: BlockRun): string =>
    [...receipts.map((bytes) => Buffer.from(bytes).toString('hex')), ...[...state].map(String).sort()].join('\n');
  return text(a) === text(b);
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now();
  const value = await work();
  return { ms: performance.now() - began, value };
}

const executor = createTaskExecutor({ workerModule: new URL('./evm-tasks.js', import.meta.url), workers });

/** Measures one right after the other, so that both find the machine in the same state. */
async function once(name: string, block: EvmBlock, knowsSenders: boolean): Promise<{ alone: number; tasks: number }> {
  const alone = await timed(() => runAlone(block, knowsSenders));
  const tasks = await timed(() => runAsTasks(block, knowsSenders, executor));
  if (!isSame(alone.value, tasks.value)) throw new Error(`${name}: the results differ`);
  return { alone: alone.ms, tasks: tasks.ms };
}

await executor.started();
const rows = shapes.flatMap(([name, shape]) => {
  const block = makeBlock(shape, 1);
  return [false, true].map((knowsSenders) => ({ name, block, knowsSenders }));
});
for (let i = 0; i < warmUps; i++) {
  for (const { block, knowsSenders } of rows) {
    await runAlone(block, knowsSenders);
    // Each thread runs its share of a block only.
    for (let thread = 0; thread < workers; thread++) await runAsTasks(block, knowsSenders, executor);
  }
}
console.log(`| block | transactions | senders | alone, ms | ${workers} workers, ms | times as fast |`);
console.log('|---|---|---|---|---|---|');
for (const { name, block, knowsSenders } of rows) {
  const samples = [];
  for (let round = 0; round < rounds; round++) samples.push(await once(name, block, knowsSenders));
  const row = [
    name,
    block.transactions.length,
    knowsSenders ? 'known' : 'recovered',
    median(samples.map(({ alone }) => alone)).toFixed(0),
    median(samples.map(({ tasks }) => tasks)).toFixed(0),
    median(samples.map(({ alone, tasks }) => alone / tasks)).toFixed(2),
  ];
  console.log(`| ${row.join(' | ')} |`);
}
await executor.close();
