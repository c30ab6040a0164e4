// node dist/main.js [--large]: runs the orders of many markets, one after the other and then on all cores, and compares.
import { availableParallelism } from 'node:os';
import { createTaskExecutor, type TaskRunResult } from '@tos/tasks';
import { makeOrders } from './make-orders.ts';

const isLarge = process.argv.includes('--large');
const rounds = isLarge ? 9 : 3;
const workerModule = new URL('./order-tasks.js', import.meta.url);
const alone = createTaskExecutor({ workerModule, setting: 'sequential' });
const workers = availableParallelism();
const all = createTaskExecutor({ workerModule, workers });
await all.started();

const text = ({ results, changes }: TaskRunResult): string =>
  JSON.stringify([results, changes], (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

console.log(`| markets | orders | refused | alone, ms | ${workers} workers, ms | times as fast | where |`);
console.log('|---|---|---|---|---|---|---|');
for (const markets of [1, 2, 10, 100]) {
  const orders = isLarge ? 20_000 : 500;
  const { tasks, state } = makeOrders({ markets, accounts: 50, orders, margin: BigInt(orders) * 50n }, markets);
  const times: { one: number; both: number }[] = [];
  let refused = 0;
  let where = '';
  for (let round = -1; round < rounds; round++) {
    const one = await alone.run(tasks, { state });
    const both = await all.run(tasks, { state });
    if (text(one) !== text(both)) throw new Error('the results differ');
    refused = one.results.filter(({ ok }) => !ok).length;
    where = `${both.report.mode}: ${both.report.reason}`;
    if (round >= 0) times.push({ one: one.report.wallMs, both: both.report.wallMs });
  }
  const [first, second] = [median(times.map(({ one }) => one)), median(times.map(({ both }) => both))];
  const ratio = median(times.map(({ one, both }) => one / both));
  console.log(
    `| ${[markets, orders, refused, first.toFixed(0), second.toFixed(0), ratio.toFixed(2), where].join(' | ')} |`,
  );
}
await Promise.all([alone.close(), all.close()]);
