import { createTaskExecutor, type Task } from '@tos/tasks';

const encoder = new TextEncoder();
const vote = (voter: string): Task => ({
  input: encoder.encode(voter),
  access: { writes: [`voted ${voter}`], adds: [{ key: 'yes', min: 0n, max: 1n }] },
  cost: 1,
});
const count: Task = { input: new Uint8Array(0), access: { reads: ['yes'] }, cost: 2 };
// What is not known before is not declared: this one runs alone, and may use any key.
const anything: Task = { input: encoder.encode('eve'), access: 'unknown' };

const executor = createTaskExecutor({
  workerModule: new URL('./vote-task.js', import.meta.url),
  workers: 2,
  deadlineMs: 5000,
  heapMegabytes: 256,
});
// Any store with a `get` by key will do.
const stored = new Map([['yes', 1n]]);
const { results, changes } = await executor.run(
  [vote('alice'), vote('bob'), vote('alice'), vote('mallory'), anything, count],
  { state: { get: (key) => stored.get(key) }, signal: AbortSignal.timeout(30_000) },
);
for (const result of results) console.log(result.ok ? new TextDecoder().decode(result.output) : result.error.code);
// '', '', TOS_TASK_FAILED (alice has voted), TOS_TASK_UNDECLARED (mallory), '', '4 for it'
console.log(changes.map(([key]) => key)); // [ 'voted alice', 'voted bob', 'voted eve', 'yes' ]
await executor.close();
