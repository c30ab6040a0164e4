import type { Mutant } from '../../../tooling/mutants/mutant.ts';

const schedule = 'packages/tasks/src/schedule/task-schedule.ts';
const graph = 'packages/tasks/src/schedule/task-graph.ts';
const escrow = 'packages/tasks/src/schedule/admit-adds.ts';
const scope = 'packages/tasks/src/running/task-scope.ts';
const threaded = 'packages/tasks/src/running/threaded-run.ts';
const worker = 'packages/tasks/dist/workers/task-worker.js';

const scheduling = (name: string) =>
  ['packages/tasks/src/schedule/task-schedule.test.ts', `TaskSchedule > ${name}`] as const;
const admitting = (name: string) => ['packages/tasks/src/schedule/admit-adds.test.ts', `admitAdds > ${name}`] as const;
const scoping = (name: string) => ['packages/tasks/src/running/task-scope.test.ts', name] as const;
const inFlight = (name: string) => ['packages/tasks/test/in-flight.test.ts', name] as const;

/** Faults in the parts that the task executor relies on. */
export const mutants: readonly Mutant[] = [
  {
    id: 'tasks/last-predecessor-forgotten',
    breaks: 'A task is ready while one of its predecessors is not done.',
    file: schedule,
    replace: '=== WAITING && this.#waits[task] === 0;',
    by: '=== WAITING && this.#waits[task]! <= 1;',
    killedBy: scheduling('after each completion exactly those tasks are ready that wait for none'),
  },
  {
    id: 'tasks/junction-opens-early',
    breaks: 'What waits for a whole group starts when its first member is done.',
    file: schedule,
    replace: 'if (waits === 0) this.#release(successor, worker);',
    by: 'this.#release(successor, worker);',
    killedBy: scheduling('after each completion exactly those tasks are ready that wait for none'),
  },
  {
    id: 'tasks/follower-of-two',
    breaks: 'A task whose predecessors are with two workers is taken by one of them ahead of time.',
    file: schedule,
    replace: 'count === this.#waits[task] &&',
    by: 'count <= this.#waits[task]! &&',
    killedBy: scheduling(
      'a follower waits for nothing but what its worker has before it, also after tasks were given back',
    ),
  },
  {
    id: 'tasks/no-look-ahead',
    breaks: 'The order of work looks at the cost of a task, not at what waits behind it.',
    file: graph,
    replace: 'const rank = cost + longest(task);',
    by: 'const rank = cost;',
    killedBy: scheduling('takes the task with the longest chain first, of equals the first'),
  },
  {
    id: 'tasks/credit-is-certain',
    breaks: 'A credit of a task that may fail counts as if it were there.',
    file: escrow,
    replace: 'lo: least < lo ? least : lo,',
    by: 'lo: min > 0n ? lo + min : least < lo ? least : lo,',
    killedBy: admitting('a credit that may fail counts for the most, not for the least'),
  },
  {
    id: 'tasks/credit-is-ignored',
    breaks: 'A debit is taken to be short although an earlier credit may cover it.',
    file: escrow,
    replace: 'hi: max > 0n ? hi + max : hi',
    by: 'hi',
    killedBy: admitting('a credit that may fail counts for the most, not for the least'),
  },
  {
    id: 'tasks/refusal-can-be-caught',
    breaks: 'A program that catches the error of an undeclared access goes on as if nothing had been.',
    file: scope,
    replace: 'this.#violation ??= withStack(error.toObject(), stackOf(error));',
    by: '',
    killedBy: scoping('what is not declared > reading another key fails the task even if the program goes on'),
  },
  {
    id: 'tasks/sum-unknown-to-worker',
    breaks: 'A task that reads a counter is sent behind additions that main has not seen.',
    file: threaded,
    replace: 'if (knows && this.#adders[access.cells[at]!]! > 0) return false;',
    by: '',
    killedBy: inFlight('a read behind an addition sees the sum'),
  },
  {
    id: 'tasks/worker-forgets',
    breaks: 'A worker does not hand what a task wrote to the one that was sent behind it.',
    file: worker,
    replace: 'this.#remember(task.entries, outcome.effects);',
    by: ';',
    killedBy: inFlight('a read behind a write sees what was written'),
  },
];
