import { createTaskExecutor, type Task } from '@tos/tasks';

const pay = (from: string, to: string, amount: number): Task => {
  const debit = { key: from, min: BigInt(-amount), max: BigInt(-amount), atLeast: 0n };
  const credit = { key: to, min: BigInt(amount), max: BigInt(amount) };
  return { input: new TextEncoder().encode(JSON.stringify({ from, to, amount })), access: { adds: [debit, credit] } };
};

const executor = createTaskExecutor({ workerModule: new URL('./transfer-task.js', import.meta.url) });
const tasks = [pay('alice', 'bob', 60), pay('alice', 'carol', 30), pay('alice', 'bob', 30), pay('bob', 'carol', 5)];
const { results, changes } = await executor.run(tasks, { state: new Map([['alice', 100n]]) });
console.log(results.map(({ ok }) => ok)); // [ true, true, false, true ]: the third one would have taken 120 of 100
console.log(changes); // [ [ 'alice', 10n ], [ 'bob', 55n ], [ 'carol', 35n ] ]
await executor.close();
