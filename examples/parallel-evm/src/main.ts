// node dist/main.js [--large]: blocks by EthereumJS alone and on all cores, compared byte for byte, and how much faster.
import { availableParallelism } from 'node:os';
import { createTaskExecutor } from '@tos/executor/tasks';
import { type BlockShape, makeBlock } from './make-block.ts';
import { type BlockRun, runAlone, runAsTasks } from './run-block.ts';

const isLarge = process.argv.includes('--large');
const scale = isLarge ? 5 : 1;
const rounds = isLarge ? 5 : 3;
const workers = availableParallelism();

const shape = (transfers: number, tokenTransfers: number, swaps: number, pools: number): BlockShape => ({
  transfers: transfers * scale,
  tokenTransfers: tokenTransfers * scale,
  swaps: swaps * scale,
  accounts: 100 * scale,
  tokens: 4,
  pools,
});
const blocks: [name: string, shape: BlockShape][] = [
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
await executor.started();
console.log(`| block | transactions | senders | alone, ms | ${workers} workers, ms | times as fast |`);
console.log('|---|---|---|---|---|---|');
for (const [name, blockShape] of blocks) {
  const block = makeBlock(blockShape, 1);
  for (const knowsSenders of [false, true]) {
    const ratios: number[] = [];
    const alone: number[] = [];
    const threads: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const one = await timed(() => runAlone(block, knowsSenders));
      const all = await timed(() => runAsTasks(block, knowsSenders, executor));
      if (!isSame(one.value, all.value)) throw new Error(`${name}: the results differ`);
      if (round < 0) continue; // the machines are cold
      alone.push(one.ms);
      threads.push(all.ms);
      ratios.push(one.ms / all.ms);
    }
    const row = [
      name,
      block.transactions.length,
      knowsSenders ? 'known' : 'recovered',
      ...[alone, threads].map((ms) => median(ms).toFixed(0)),
      median(ratios).toFixed(2),
    ];
    console.log(`| ${row.join(' | ')} |`);
  }
}
await executor.close();
