import type { TaskPlan } from '../schedule/plan-tasks.ts';
import type { TaskGraph } from '../schedule/task-graph.ts';
import { TaskSchedule } from '../schedule/task-schedule.ts';
import type { TaskModule, TaskState } from '../task.ts';
import type { CostEstimate } from './cost-estimate.ts';
import { RunState } from './run-state.ts';
import type { TaskOutcome } from './run-task.ts';

export interface RunParts {
  readonly plan: TaskPlan;
  readonly graph: TaskGraph;
  readonly state: TaskState;
  readonly module: TaskModule;
  readonly estimate: CostEstimate;
  readonly workers: number;
  readonly signal: AbortSignal | undefined;
}

/** How far a run has come, whoever runs its tasks: workers 0 to `workers`, exclusive, and main, whose number comes behind theirs. */
export class RunProgress {
  readonly plan: TaskPlan;
  readonly graph: TaskGraph;
  readonly module: TaskModule;
  readonly signal: AbortSignal | undefined;
  readonly main: number;
  readonly state: RunState;
  readonly schedule: TaskSchedule;
  readonly estimate: CostEstimate;
  #remainingCost: number;
  /** Milliseconds of work, over all tasks that are done. */
  busyMs = 0;
  inlineTasks = 0;
  /** Tasks that were given to a thread again. */
  retries = 0;

  constructor({ plan, graph, state, module, estimate, workers, signal }: RunParts) {
    this.plan = plan;
    this.graph = graph;
    this.module = module;
    this.signal = signal;
    this.main = workers;
    this.state = new RunState(plan, state);
    this.schedule = new TaskSchedule(graph, workers + 1);
    this.estimate = estimate;
    this.#remainingCost = graph.work;
  }

  get remainingCost(): number {
    return this.#remainingCost;
  }

  /** Milliseconds that a task will take; a guess before the first one. */
  msOf(task: number): number {
    return (this.estimate.msPerCost ?? 0.2) * (this.plan.tasks[task]!.cost ?? 1);
  }

  /** A task has come to its end, after so long; 0 for one that never ran to its end. @throws RangeError, and changes nothing, for effects that it has not declared */
  finish(task: number, outcome: TaskOutcome, busyMs: number): void {
    this.state.apply(task, outcome);
    this.schedule.complete(task);
    const cost = this.plan.tasks[task]!.cost ?? 1;
    this.#remainingCost -= cost;
    this.busyMs += busyMs;
    if (busyMs > 0) this.estimate.add(busyMs, cost);
  }
}
