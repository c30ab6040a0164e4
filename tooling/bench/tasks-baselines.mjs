// What the task executor is measured against: one task after the other, greedy groups on the same threads, and the schedule that a
// simulation makes of the same graph.
import { availableParallelism } from 'node:os';
import { accessColumns } from '../../packages/tasks/dist/conflicts/access-columns.js';
import { detectConflicts } from '../../packages/tasks/dist/conflicts/detect-conflicts.js';
import { groupByConflicts } from '../../packages/tasks/dist/conflicts/group-by-conflicts.js';
import { RunProgress } from '../../packages/tasks/dist/running/run-progress.js';
import { RunStop } from '../../packages/tasks/dist/running/run-stop.js';
import { RunValues } from '../../packages/tasks/dist/running/run-values.js';
import { SequentialRun } from '../../packages/tasks/dist/running/sequential-run.js';
import { TaskSpeeds } from '../../packages/tasks/dist/running/task-speeds.js';
import { ThreadedRun } from '../../packages/tasks/dist/running/threaded-run.js';
import { whereToRun } from '../../packages/tasks/dist/running/where-to-run.js';
import { planTasks } from '../../packages/tasks/dist/schedule/plan-tasks.js';
import { taskGraph } from '../../packages/tasks/dist/schedule/task-graph.js';
import { TaskSchedule } from '../../packages/tasks/dist/schedule/task-schedule.js';
import { keepAlive } from '../../packages/tasks/dist/threads/keep-alive.js';
import { ThreadPool } from '../../packages/tasks/dist/workers/thread-pool.js';

/** The least that a program can do: a loop over a Map. */
export function runPlain(tasks, runTask) {
  const values = new Map();
  const scope = {
    get: (key) => values.get(key),
    set: (key, value) => values.set(key, value),
    add: (key, amount) => values.set(key, (values.get(key) ?? 0n) + amount),
  };
  for (const { input } of tasks) runTask(input, scope);
}

/** The values that tasks declare, as a run reads them before it plans. */
export async function declaredValues(tasks, state, stop = new RunStop(undefined)) {
  const values = new RunValues(state, stop);
  await values.readDeclared(tasks);
  return values;
}

const graphOf = (plan) => taskGraph(plan.graph, () => 1);

/** Groups of tasks that share no key, in order, with a barrier between two: on the same threads, or on main where those do not pay. */
export class GreedyExecutor {
  #pool;
  #module;
  #workers;
  #speeds = new TaskSpeeds();

  constructor(workers, workerModule, module) {
    this.#workers = workers;
    this.#module = module;
    this.#pool = new ThreadPool({ workers, moduleUrl: workerModule.href, heapMegabytes: 512 });
  }

  started() {
    return keepAlive(this.#pool.started());
  }

  run(tasks, state) {
    return keepAlive(this.#run(tasks, state));
  }

  async #run(tasks, state) {
    const stop = new RunStop(undefined);
    const values = await declaredValues(tasks, state, stop);
    const onMain = new SequentialRun(tasks, values, this.#module, stop);
    const declared = planTasks(tasks, values);
    const groups = groupByConflicts(declared.access);
    // Every task of a group waits for every one of the group before, through one junction.
    const barriers = accessColumns(Array.from(groups, (group) => ({ credit: [group], read: [group - 1] })));
    const plan = { ...declared, graph: detectConflicts(barriers) };
    const graph = graphOf(plan);
    const parallelism = graph.work / graph.criticalPath;
    const shape = { tasks: tasks.length, atOnce: Math.min(this.#workers, parallelism), joins: 0 };
    const { mode } = whereToRun({
      setting: 'auto',
      hasDeadline: false,
      workers: this.#workers,
      cores: availableParallelism(),
      isHealthy: true,
      tasks: tasks.length,
      parallelism,
      inlineMs: this.#speeds.inlineMs(tasks.length),
      threadsMs: this.#speeds.threadsMs(tasks.length, shape),
    });
    if (mode === 'threads') {
      const began = performance.now();
      const parts = { plan, graph, values, workers: this.#workers, speeds: this.#speeds };
      const progress = new RunProgress({ ...parts, stop });
      await new ThreadedRun(progress, this.#pool, undefined).run();
      this.#speeds.sawThreads(performance.now() - began, progress.busyMs, progress.busyCost, shape, undefined);
    } else {
      let ms = 0;
      while (onMain.remaining > 0) ms += await onMain.runSlice(1000);
      this.#speeds.sawMain(ms, tasks.length);
    }
  }

  close() {
    return keepAlive(this.#pool.close());
  }
}

/**
 * Milliseconds that a list schedule takes when each task takes `taskMs`, and what one worker has done reaches the other one, and the
 * first tasks their workers, after `hopMs`. Planning, sending and merging cost nothing there.
 */
export async function simulate(tasks, workers, taskMs, hopMs) {
  const { graph: conflicts } = planTasks(tasks, await declaredValues(tasks, new Map()));
  const graph = taskGraph(conflicts, () => 1);
  const schedule = new TaskSchedule(graph, workers);
  const free = new Float64Array(workers);
  // When what each node gives is there, and on which worker it was made: -1 for what came from several.
  const ends = new Float64Array(graph.nodes);
  const places = new Int32Array(graph.nodes).fill(-1);
  const { predecessorStart, predecessors } = conflicts;
  const releaseOf = (node, worker) => {
    let release = node < graph.count && predecessorStart[node] === predecessorStart[node + 1] ? hopMs : 0;
    for (let at = predecessorStart[node]; at < predecessorStart[node + 1]; at++) {
      const from = predecessors[at];
      const there = from >= graph.count ? releaseOf(from, worker) : ends[from] + (places[from] === worker ? 0 : hopMs);
      release = Math.max(release, there);
    }
    return release;
  };
  const running = [];
  let now = 0;
  while (schedule.remaining > 0) {
    for (let worker = 0; worker < workers; worker++) {
      if (running.some((one) => one.worker === worker)) continue;
      const task = schedule.next(worker);
      if (task === undefined) continue;
      const start = Math.max(now, free[worker], releaseOf(task, worker));
      ends[task] = start + taskMs;
      places[task] = worker;
      running.push({ task, worker });
    }
    running.sort((a, b) => ends[b.task] - ends[a.task]);
    const { task, worker } = running.pop();
    now = ends[task];
    free[worker] = now;
    schedule.complete(task);
  }
  return now;
}
