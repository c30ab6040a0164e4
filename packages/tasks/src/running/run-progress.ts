import type { TaskPlan } from '../schedule/plan-tasks.ts';
import type { TaskGraph } from '../schedule/task-graph.ts';
import { TaskSchedule } from '../schedule/task-schedule.ts';
import { RunState } from './run-state.ts';
import type { RunStop } from './run-stop.ts';
import type { TaskOutcome } from './run-task.ts';
import type { RunValues } from './run-values.ts';
import type { TaskSpeeds } from './task-speeds.ts';

export interface RunParts {
  readonly plan: TaskPlan;
  readonly graph: TaskGraph;
  readonly values: RunValues;
  readonly workers: number;
  readonly speeds: TaskSpeeds;
  readonly stop: RunStop;
}

/** How far planned tasks have come on the threads of a pool. */
export class RunProgress {
  readonly plan: TaskPlan;
  readonly stop: RunStop;
  readonly state: RunState;
  readonly schedule: TaskSchedule;
  readonly #speeds: TaskSpeeds;
  readonly #meanCost: number;
  /** Milliseconds of work, over all tasks that have run to their end, and what those cost. */
  busyMs = 0;
  busyCost = 0;
  /** Tasks that were given to a thread again. */
  retries = 0;

  constructor({ plan, graph, values, workers, speeds, stop }: RunParts) {
    this.plan = plan;
    this.stop = stop;
    this.state = new RunState(plan, values);
    this.schedule = new TaskSchedule(graph, workers);
    this.#speeds = speeds;
    this.#meanCost = graph.count === 0 ? 1 : graph.work / graph.count;
  }

  /** Milliseconds that a task will take on a thread. */
  msOf(task: number): number {
    return this.#speeds.threadMs(this.plan.tasks[task]!.cost ?? 1);
  }

  /** Milliseconds of work that could be given to anybody now, roughly. */
  get readyMs(): number {
    return this.schedule.readyCount * this.#speeds.threadMs(this.#meanCost);
  }

  /** A task has come to its end, after so long; 0 for one that never ran to its end. @throws RangeError, and changes nothing, for effects that it has not declared */
  finish(task: number, outcome: TaskOutcome, busyMs: number): void {
    this.state.apply(task, outcome);
    this.schedule.complete(task);
    if (busyMs === 0) return;
    const cost = this.plan.tasks[task]!.cost ?? 1;
    this.#speeds.sawTask(busyMs, cost);
    this.busyMs += busyMs;
    this.busyCost += cost;
  }
}
