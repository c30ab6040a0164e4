import { CostEstimate } from '../threads/cost-estimate.ts';

/** What the time of a run on threads depends on, besides the cost of its tasks. */
export interface RunShape {
  readonly tasks: number;
  /** How many tasks run at a time: one per thread, or fewer if the tasks wait for one another. */
  readonly atOnce: number;
  /** Share of the tasks that wait for more than one other task: 0 to 1. */
  readonly joins: number;
}

// The assumed milliseconds of a task while none has run.
const FIRST_MS = 0.2;
// Milliseconds that main spends on a task which runs on a thread, mostly on writing and reading messages.
const SEND_MS = 0.008;
// A task that waits for several others is seldom on the thread where all of them ran: some thread is idle until main has heard of the last
// one. Measured: layers of 20 tasks that each read two of the layer before lose 53 ms per 2,000 tasks of 20 us
// (docs/measurements.md §6).
const JOIN_MS = 0.025;
// Milliseconds until the first tasks have reached their workers, and the last results have come back.
const HOPS_MS = 0.2;
// Code gets fast while it runs, on each thread by itself. Until the threads have worked for this long, summed over all of them, a loss does
// not count against them: threads that were not used would stay cold.
const WARM_MS = 1000;
// The weight of the latest run in what is expected of the next one: a disturbed run does not decide alone, and a few runs are enough.
const WEIGHT = 0.5;
// A run that takes more than this many times as long as expected was held up by something else, and counts as this many times.
const MOST = 4;
// Threads that were slower than main are tried again after FIRST_RETRY runs without them, and after twice as many runs each time that they
// are slower again, up to LAST_RETRY: with two cores that costs a third of a percent where threads are slower by a fifth.
const FIRST_RETRY = 4;
const LAST_RETRY = 64;
// One of this many runs on threads begins on main, to measure what tasks cost there.
const RUNS_PER_PROBE = 4;

/** How fast the tasks of an executor have run on main and on threads, with everything that slows them down: large messages, busy cores. */
export class TaskSpeeds {
  readonly #onMain = new CostEstimate();
  readonly #onThread = new CostEstimate();
  /** The time of a task on a thread divided by its time on main: cores share caches, and their clock slows down when several work. */
  #slowdown = 1;
  /** The time of runs on threads divided by what `plannedMs` returns for them. */
  #drag = 1;
  #runsWithoutProbe = 0;
  #threadsBusyMs = 0;
  #passedOver = 0;
  #retryAfter = FIRST_RETRY;

  /** Whether the next run should begin on main, because what tasks cost there has not been measured for a while. */
  get needsProbe(): boolean {
    return this.#runsWithoutProbe >= RUNS_PER_PROBE;
  }

  /** Returns the milliseconds that tasks of this cost will take on main; 0 before the first task. */
  inlineMs(cost: number): number {
    return cost * (this.#onMain.msPerCost ?? 0);
  }

  /** Returns the milliseconds that a run of this cost will take on threads; when threads are due for a retry, without what they lost before. */
  threadsMs(cost: number, shape: RunShape): number {
    if (this.#isRetry) return plannedMs(this.inlineMs(cost), shape);
    return plannedMs(this.inlineMs(cost) * this.#slowdown, shape) * this.#drag;
  }

  /** Returns the milliseconds that one task of this cost will take on a thread. */
  threadMs(cost: number): number {
    const msPerCost = this.#onThread.msPerCost ?? this.#onMain.msPerCost ?? FIRST_MS;
    return cost * msPerCost;
  }

  /** Notes tasks that have run on main. */
  sawMain(ms: number, cost: number): void {
    this.#onMain.add(ms, cost);
    this.#runsWithoutProbe = 0;
  }

  /** Notes a task that has run on a thread. */
  sawTask(ms: number, cost: number): void {
    this.#onThread.add(ms, cost);
  }

  /**
   * Notes a run that has ended on threads.
   * @param wallMs milliseconds from before the planning until the last result
   * @param busyMs milliseconds of work, summed over all threads
   * @param probe milliseconds per unit of cost on main just before; undefined if no task ran there
   */
  sawThreads(wallMs: number, busyMs: number, cost: number, shape: RunShape, probe: number | undefined): void {
    if (probe === undefined) this.#runsWithoutProbe++;
    const isWarm = this.#threadsBusyMs >= WARM_MS;
    this.#threadsBusyMs += busyMs;
    if (!isWarm) return;
    if (probe !== undefined) this.#slowdown = believe(this.#slowdown, Math.max(1, busyMs / cost / probe));
    this.#onMain.add(busyMs / this.#slowdown, cost);
    this.#drag = believe(this.#drag, wallMs / plannedMs(busyMs, shape));
    this.#retryAfter = this.#isRetry ? Math.min(LAST_RETRY, 2 * this.#retryAfter) : FIRST_RETRY;
    this.#passedOver = 0;
  }

  /** Notes a run that did not use threads because they were expected to be no faster. */
  passedOver(): void {
    this.#passedOver++;
  }

  get #isRetry(): boolean {
    return this.#passedOver >= this.#retryAfter;
  }
}

function plannedMs(busyMs: number, { tasks, atOnce, joins }: RunShape): number {
  return (busyMs + tasks * (SEND_MS + joins * JOIN_MS)) / atOnce + HOPS_MS;
}

function believe(before: number, seen: number): number {
  return before + (Math.min(MOST, Math.max(1 / MOST, seen)) - before) * WEIGHT;
}
