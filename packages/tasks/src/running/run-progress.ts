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

/** The progress of planned tasks on the threads of a pool. */
export class RunProgress {
  readonly plan: TaskPlan;
  readonly stop: RunStop;
  readonly state: RunState;
  readonly schedule: TaskSchedule;
  readonly #speeds: TaskSpeeds;
  readonly #meanCost: number;
  /** Milliseconds of work, summed over all tasks that have run to their end, and the cost of these tasks. */
  busyMs = 0;
  busyCost = 0;
  /** How often a task was given to a second thread. */
  retries = 0;

  constructor({ plan, graph, values, workers, speeds, stop }: RunParts) {
    this.plan = plan;
    this.stop = stop;
    this.state = new RunState(plan, values);
    this.schedule = new TaskSchedule(graph, workers);
    this.#speeds = speeds;
    this.#meanCost = graph.count === 0 ? 1 : graph.work / graph.count;
  }

  /** Returns the milliseconds that a task will take on a thread, estimated. */
  msOf(task: number): number {
    return this.#speeds.threadMs(this.plan.tasks[task]!.cost ?? 1);
  }

  /** Milliseconds of work that could be given to any thread now, estimated. */
  get readyMs(): number {
    return this.schedule.readyCount * this.#speeds.threadMs(this.#meanCost);
  }

  /**
   * Applies the outcome of a task.
   * @param busyMs how long the task took; 0 for one that never ran to its end
   * @throws RangeError, and changes nothing, for effects that the task has not declared
   */
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
