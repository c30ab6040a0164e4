import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AccessList, accessColumns } from '../conflicts/access-columns.ts';
import { detectConflicts } from '../conflicts/detect-conflicts.ts';
import { type TaskGraph, taskGraph } from './task-graph.ts';
import { TaskSchedule } from './task-schedule.ts';

const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);

interface Work {
  readonly list: AccessList<number>;
  readonly cost: number;
}

const works = (universe: number, most: number): fc.Arbitrary<Work[]> => {
  const keys = fc.array(fc.nat(universe - 1), { maxLength: 3 });
  const list = fc.record({ exclusive: keys, read: keys, credit: keys }, { requiredKeys: [] });
  return fc.array(fc.record({ list, cost: fc.integer({ min: 1, max: 9 }) }), { maxLength: most, size: 'max' });
};

const universes = (most: number): fc.Arbitrary<Work[]> =>
  fc.constantFrom(1, 2, 5, 20).chain((universe) => works(universe, most));

function graphOf(tasks: readonly Work[]): TaskGraph {
  return taskGraph(detectConflicts(accessColumns(tasks.map(({ list }) => list))), (task) => tasks[task]!.cost);
}

/** The oracle: rows of bits, found by comparing every pair of tasks. Bit j of row i is set where task i comes after task j. */
function bitMatrix(tasks: readonly Work[]): bigint[] {
  return tasks.map(({ list }, i) =>
    tasks
      .slice(0, i)
      .reduce((row, { list: earlier }, j) => (excludes(earlier, list) ? row | (1n << BigInt(j)) : row), 0n),
  );
}

function excludes(a: AccessList<number>, b: AccessList<number>): boolean {
  const use = ({ exclusive = [], read = [], credit = [] }: AccessList<number>, key: number): string => {
    const uses = [exclusive.includes(key) ? 'x' : '', read.includes(key) ? 'r' : '', credit.includes(key) ? 'c' : ''];
    return uses.join('').length > 1 ? 'x' : uses.join('');
  };
  for (let key = 0; key < 20; key++) {
    const [one, other] = [use(a, key), use(b, key)];
    if (one !== '' && other !== '' && (one !== other || one === 'x')) return true;
  }
  return false;
}

/** Returns the cost of the longest chain that begins with each task, from the matrix. */
function chains(tasks: readonly Work[], matrix: readonly bigint[]): number[] {
  const longest: number[] = new Array(tasks.length).fill(0);
  for (let j = tasks.length - 1; j >= 0; j--) {
    let most = 0;
    for (let i = j + 1; i < tasks.length; i++) if ((matrix[i]! >> BigInt(j)) & 1n) most = Math.max(most, longest[i]!);
    longest[j] = tasks[j]!.cost + most;
  }
  return longest;
}

describe('TaskSchedule', () => {
  test('after each completion exactly those tasks are ready that wait for none', () => {
    fc.assert(
      fc.property(universes(40), fc.infiniteStream(fc.nat()), (tasks, choices) => {
        const choose = (below: number): number => choices.next().value % below;
        const matrix = bitMatrix(tasks);
        const schedule = new TaskSchedule(graphOf(tasks), 3);
        const running: number[] = [];
        let done = 0n;
        let taken = 0n;
        for (;;) {
          const expected = tasks.map((_, i) => ((taken >> BigInt(i)) & 1n) === 0n && (matrix[i]! & ~done) === 0n);
          expect(tasks.map((_, i) => schedule.isReady(i))).toEqual(expected);
          // A few tasks start, in any order of workers; then one of the running tasks ends.
          for (let starts = choose(3); starts >= 0; starts--) {
            const task = schedule.next(choose(3));
            if (task === undefined) break;
            expect(matrix[task]! & ~done, `task ${task} starts too early`).toBe(0n);
            expect((taken >> BigInt(task)) & 1n, `task ${task} starts twice`).toBe(0n);
            taken |= 1n << BigInt(task);
            running.push(task);
          }
          if (running.length === 0) break;
          const [ended] = running.splice(choose(running.length), 1);
          schedule.complete(ended!);
          done |= 1n << BigInt(ended!);
        }
        expect(done, 'every task ran').toBe((1n << BigInt(tasks.length)) - 1n);
        expect(schedule.remaining).toBe(0);
      }),
      { numRuns: 200 * FACTOR },
    );
  });

  test('a follower waits for nothing but what its worker has before it, also after tasks were given back', () => {
    fc.assert(
      fc.property(universes(30), fc.infiniteStream(fc.nat()), (tasks, choices) => {
        const choose = (below: number): number => choices.next().value % below;
        const matrix = bitMatrix(tasks);
        const schedule = new TaskSchedule(graphOf(tasks), 3);
        const queues: number[][] = [[], [], []];
        let done = 0n;
        for (let steps = 0; schedule.remaining > 0; steps++) {
          expect(steps, 'it comes to an end').toBeLessThan(60 * tasks.length);
          // Chance may complete nothing for long. Then whatever is in flight is completed, which takes three steps per task at most.
          const isEnding = steps >= 50 * tasks.length;
          const worker = isEnding ? steps % 3 : choose(3);
          const queue = queues[worker]!;
          const step = isEnding ? 2 : choose(4);
          if (step < 2) {
            const task = schedule.next(worker, (follower) => follower % 5 !== 0 || choose(2) === 0);
            if (task === undefined) continue;
            const behind = queue.reduce((row, earlier) => row | (1n << BigInt(earlier)), done);
            expect(matrix[task]! & ~behind, `task ${task} on worker ${worker}`).toBe(0n);
            queue.push(task);
          } else if (step === 2 && queue.length > 0) {
            const task = queue.shift()!;
            schedule.complete(task);
            done |= 1n << BigInt(task);
          } else if (choose(8) === 0) {
            for (const task of queue.splice(choose(queue.length + 1)).toReversed()) schedule.giveBack(task);
          }
          // No worker is idle for ever: when no task is in flight, one is ready.
          if (queues.every(({ length }) => length === 0) && schedule.remaining > 0) {
            const task = schedule.next(0);
            expect(task, 'something is ready').toBeDefined();
            queues[0]!.push(task!);
          }
        }
        expect(done).toBe((1n << BigInt(tasks.length)) - 1n);
      }),
      { numRuns: 200 * FACTOR },
    );
  });

  test('ranks are the costs of the longest chains', () => {
    fc.assert(
      fc.property(universes(30), (tasks) => {
        const graph = graphOf(tasks);
        const longest = chains(tasks, bitMatrix(tasks));
        expect([...graph.ranks.subarray(0, tasks.length)]).toEqual(longest);
        expect(graph.criticalPath).toBe(Math.max(0, ...longest));
        expect(graph.work).toBe(tasks.reduce((sum, { cost }) => sum + cost, 0));
      }),
    );
  });

  test('takes the task with the longest chain first, of equals the first', () => {
    fc.assert(
      fc.property(universes(30), (tasks) => {
        const longest = chains(tasks, bitMatrix(tasks));
        const schedule = new TaskSchedule(graphOf(tasks), 1);
        const first = tasks.map((_, i) => i).filter((i) => schedule.isReady(i));
        first.sort((a, b) => longest[b]! - longest[a]! || a - b);
        for (const expected of first) expect(schedule.next(0)).toBe(expected);
      }),
    );
  });

  test('a worker goes on with what its task has freed', () => {
    // Of two chains of equal length, the worker that ends first takes the next task of its own chain, though the other has the lower number.
    const tasks = ['a', 'b', 'b', 'a'].map((_, i) => ({ list: { exclusive: [i === 1 || i === 2 ? 1 : 0] }, cost: 1 }));
    const schedule = new TaskSchedule(graphOf(tasks), 2);
    expect([schedule.next(0), schedule.next(1)]).toEqual([0, 1]);
    schedule.complete(1);
    schedule.complete(0);
    expect(schedule.next(0)).toBe(3);
    expect(schedule.next(1)).toBe(2);
  });

  test.each([1, 2, 3, 7])('list schedules on %i workers keep the bounds of Graham', (workers) => {
    fc.assert(
      fc.property(universes(60), (tasks) => {
        const graph = graphOf(tasks);
        const schedule = new TaskSchedule(graph, workers);
        const running: { task: number; ends: number }[] = [];
        const idle = Array.from({ length: workers }, (_, worker) => worker);
        const order: number[] = [];
        let now = 0;
        while (schedule.remaining > 0) {
          for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
            const task = schedule.next(worker);
            if (task === undefined) break;
            running.push({ task, ends: now + tasks[task]!.cost });
            order.push(task);
          }
          running.sort((a, b) => b.ends - a.ends);
          const { task, ends } = running.pop()!;
          now = ends;
          schedule.complete(task);
          idle.length = 0;
          for (let worker = 0; worker < workers - running.length; worker++) idle.push(worker);
        }
        expect(order.length, 'every task once').toBe(new Set(order).size);
        expect(now).toBeGreaterThanOrEqual(Math.max(graph.criticalPath, graph.work / workers));
        expect(now).toBeLessThanOrEqual(graph.work / workers + (1 - 1 / workers) * graph.criticalPath + 1e-9);
      }),
    );
  });

  test.each([
    ['10,000 readers before one writer', (i: number) => (i < 10_000 ? { read: [0] } : { exclusive: [0] }), 10_000],
    ['a chain of 10,000', () => ({ exclusive: [0] }), 10_000],
    ['10,000 adds before 10,000 reads', (i: number) => (i < 10_000 ? { credit: [0] } : { read: [0] }), 20_000],
  ])('%s: an edge or two an access', (_, list, edges) => {
    const count = edges === 20_000 ? 20_000 : 10_001;
    const tasks = Array.from({ length: count }, (_, i) => ({ list: list(i), cost: 1 }));
    const graph = graphOf(tasks);
    expect(graph.successors.length).toBe(edges);
    const schedule = new TaskSchedule(graph, 1);
    for (let task = schedule.next(0); task !== undefined; task = schedule.next(0)) schedule.complete(task);
    expect(schedule.remaining).toBe(0);
  });
});
