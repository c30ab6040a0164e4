import { CostEstimate } from './cost-estimate.ts';

/** Tasks as a whole, as far as it matters to how long threads take. */
export interface RunShape {
  readonly tasks: number;
  /** As many run at a time: threads, or fewer if the tasks wait for one another. */
  readonly atOnce: number;
  /** Of all tasks, those that wait for more than one: 0 to 1. */
  readonly joins: number;
}

// What a task is thought to take before the first one.
const FIRST_MS = 0.2;
// Main spends so long on a task that it sends away and takes back, mostly on writing and reading messages.
const SEND_MS = 0.008;
// A task that waits for several is seldom where all of them ran: somebody stands still until the word has gone round. Measured: layers
// of 20 tasks that each read two of the layer before lose 53 ms a 2,000 tasks of 20 us.
const JOIN_MS = 0.025;
// The first tasks reach their workers and the last results come back.
const HOPS_MS = 0.2;
// Code gets fast while it runs, on every thread for itself. Until threads have worked for so long, all in all, what they lose says nothing
// of what they will: passed over, they would stay cold.
const WARM_MS = 1000;
// One run says half of what is believed of the next one: a disturbed run does not decide alone, and a few are enough.
const WEIGHT = 0.5;
// A run that takes many times as long as thought was stopped by something else.
const MOST = 4;
// Threads that have lost are tried again after so many runs that they were passed over in, and after twice as many each time that they
// lose again: with two cores that costs a third of a percent where they lose by a fifth.
const FIRST_RETRY = 4;
const LAST_RETRY = 64;
// In so many runs on threads, one begins on main, to see what tasks cost there.
const RUNS_PER_PROBE = 4;

/** What an executor has seen of how fast its tasks run on main and on threads: large messages, busy cores and all. */
export class TaskSpeeds {
  readonly #onMain = new CostEstimate();
  readonly #onThread = new CostEstimate();
  /** How many times as long as on main a task takes on a thread: cores share caches, and their clock slows down. */
  #slowdown = 1;
  /** How many times as long as `threadsMs` would say runs on threads take. */
  #drag = 1;
  #runsWithoutProbe = 0;
  #threadsBusyMs = 0;
  #passedOver = 0;
  #retryAfter = FIRST_RETRY;

  /** It is not known, or no longer, what tasks cost on main. */
  get needsProbe(): boolean {
    return this.#runsWithoutProbe >= RUNS_PER_PROBE;
  }

  /** Milliseconds that tasks of so much cost will take on main; 0 before the first one. */
  inlineMs(cost: number): number {
    return cost * (this.#onMain.msPerCost ?? 0);
  }

  /** Milliseconds that a run of so much cost will take on threads; the most hopeful figure now and then. */
  threadsMs(cost: number, shape: RunShape): number {
    if (this.#isRetry) return plannedMs(this.inlineMs(cost), shape);
    return plannedMs(this.inlineMs(cost) * this.#slowdown, shape) * this.#drag;
  }

  /** Milliseconds that one task of so much cost will take on a thread. */
  threadMs(cost: number): number {
    const msPerCost = this.#onThread.msPerCost ?? this.#onMain.msPerCost ?? FIRST_MS;
    return cost * msPerCost;
  }

  /** Tasks have run on main. */
  sawMain(ms: number, cost: number): void {
    this.#onMain.add(ms, cost);
    this.#runsWithoutProbe = 0;
  }

  /** A task has run on a thread. */
  sawTask(ms: number, cost: number): void {
    this.#onThread.add(ms, cost);
  }

  /**
   * A run has come to its end on threads.
   * @param wallMs from before they were planned to when the last result was there
   * @param busyMs of work, over all threads
   * @param probe what one unit of cost took on main just before, if anything ran there
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

  /** A run did not use threads because they were thought to be no faster. */
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
