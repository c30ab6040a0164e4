import { ReadyQueue } from './ready-queue.ts';
import type { TaskGraph } from './task-graph.ts';

const WAITING = 0;
const TAKEN = 1;
const DONE = 2;

/**
 * Decides which task comes next. A schedule knows no threads, no clock and no values: its caller takes tasks here and reports when they are
 * done.
 *
 * A worker takes tasks whose predecessors are all done, the longest remaining path first. Ahead of time, for its queue, a worker may also
 * take *followers*: tasks that wait for nothing but tasks which the same worker has taken, and so are free when the worker gets to them.
 */
export class TaskSchedule {
  readonly #graph: TaskGraph;
  readonly #status: Uint8Array;
  /** For each node, how many of its predecessors are not done. */
  readonly #waits: Uint32Array;
  // For each node, of its predecessors that are taken: how many, the sum of the numbers of their workers, and the sum of the squares. All of
  // them are with one worker exactly when count * squares = sum * sum (Cauchy and Schwarz); that worker is sum / count. No list is needed.
  readonly #heldCount: Uint32Array;
  readonly #heldSum: Float64Array;
  readonly #heldSquares: Float64Array;
  readonly #takenBy: Uint8Array;
  readonly #ready: ReadyQueue;
  readonly #followers: readonly ReadyQueue[];
  /** For each worker, the best task that became ready when its last task was done; -1 for none. */
  readonly #continuation: Int32Array;
  #remaining: number;

  /** @param workers the number of workers, at most 255; they have the numbers from 0 */
  constructor(graph: TaskGraph, workers: number) {
    this.#graph = graph;
    this.#status = new Uint8Array(graph.nodes);
    this.#waits = graph.waits.slice();
    this.#heldCount = new Uint32Array(graph.nodes);
    this.#heldSum = new Float64Array(graph.nodes);
    this.#heldSquares = new Float64Array(graph.nodes);
    this.#takenBy = new Uint8Array(graph.count);
    this.#ready = new ReadyQueue(graph.ranks);
    this.#followers = Array.from({ length: workers }, () => new ReadyQueue(graph.ranks));
    this.#continuation = new Int32Array(workers).fill(-1);
    this.#remaining = graph.count;
    for (let task = 0; task < graph.count; task++) if (this.#waits[task] === 0) this.#ready.push(task);
  }

  /** How many tasks are not done. */
  get remaining(): number {
    return this.#remaining;
  }

  /** About how many tasks any worker may take now: some that were taken as followers or continuations are still counted. */
  get readyCount(): number {
    return this.#ready.size;
  }

  /** Whether any worker may take the task now. */
  isReady(task: number): boolean {
    return this.#status[task] === WAITING && this.#waits[task] === 0;
  }

  /** Whether nobody has taken the task, and the task waits for nothing but tasks that this worker has taken. */
  isFollower(task: number, worker: number): boolean {
    const count = this.#heldCount[task]!;
    return (
      this.#status[task] === WAITING &&
      count > 0 &&
      count === this.#waits[task] &&
      this.#heldSum[task] === count * worker &&
      this.#heldSquares[task] === count * worker * worker
    );
  }

  /**
   * Takes the best task for a worker. Of tasks with equal ranks the worker takes the one that its own last task has freed.
   * @param mayFollow whether the worker may take this follower ahead of time; without `mayFollow`, the worker takes only what is ready
   */
  next(worker: number, mayFollow?: (task: number) => boolean): number | undefined {
    let best = this.#bestReady(worker);
    const follower = mayFollow === undefined ? undefined : this.#bestFollower(worker, mayFollow);
    if (follower !== undefined && (best === undefined || this.#graph.ranks[follower]! >= this.#graph.ranks[best]!)) {
      best = follower;
    }
    if (best !== undefined) this.#take(best, worker);
    return best;
  }

  /** Notes that a taken task is done: tasks that waited for it alone are ready now. */
  complete(task: number): void {
    const worker = this.#takenBy[task]!;
    this.#status[task] = DONE;
    this.#remaining--;
    this.#continuation[worker] = -1;
    this.#release(task, worker);
  }

  /** Gives back a taken task that was not run, or not to its end. Tasks that were taken as its followers must be given back before it. */
  giveBack(task: number): void {
    const worker = this.#takenBy[task]!;
    this.#status[task] = WAITING;
    const { successorStart, successors, count } = this.#graph;
    for (let at = successorStart[task]!; at < successorStart[task + 1]!; at++) {
      if (successors[at]! < count) this.#hold(successors[at]!, worker, -1);
    }
    if (this.#waits[task] === 0) this.#ready.push(task);
  }

  /** Whether all predecessors of a task are done. */
  isFree(task: number): boolean {
    return this.#waits[task] === 0;
  }

  /** Whether a task that waits for this one has been taken. */
  hasTakenFollowers(task: number): boolean {
    const { successorStart, successors } = this.#graph;
    for (let at = successorStart[task]!; at < successorStart[task + 1]!; at++) {
      if (this.#status[successors[at]!] === TAKEN) return true;
    }
    return false;
  }

  #take(task: number, worker: number): void {
    this.#status[task] = TAKEN;
    this.#takenBy[task] = worker;
    const { successorStart, successors, count } = this.#graph;
    for (let at = successorStart[task]!; at < successorStart[task + 1]!; at++) {
      const successor = successors[at]!;
      // A junction joins many tasks, which are seldom all with one worker: what waits behind it is nobody's follower.
      if (successor >= count) continue;
      this.#hold(successor, worker, 1);
      if (this.isFollower(successor, worker)) this.#followers[worker]!.push(successor);
    }
  }

  #hold(task: number, worker: number, change: 1 | -1): void {
    this.#heldCount[task]! += change;
    this.#heldSum[task]! += change * worker;
    this.#heldSquares[task]! += change * worker * worker;
  }

  /** The successors of a node wait for it no longer. */
  #release(node: number, worker: number): void {
    const { successorStart, successors, count, ranks } = this.#graph;
    for (let at = successorStart[node]!; at < successorStart[node + 1]!; at++) {
      const successor = successors[at]!;
      const waits = --this.#waits[successor]!;
      if (successor >= count) {
        if (waits === 0) this.#release(successor, worker);
        continue;
      }
      if (node < count) this.#hold(successor, worker, -1);
      if (this.#status[successor] !== WAITING) continue;
      if (waits === 0) {
        this.#ready.push(successor);
        const before = this.#continuation[worker]!;
        if (before < 0 || ranks[successor]! > ranks[before]!) this.#continuation[worker] = successor;
      } else {
        this.#offer(successor);
      }
    }
  }

  /** Queues a task for the worker whose follower it may have become. */
  #offer(task: number): void {
    const count = this.#heldCount[task]!;
    if (count !== this.#waits[task]) return;
    const worker = this.#heldSum[task]! / count;
    if (Number.isInteger(worker) && this.isFollower(task, worker)) this.#followers[worker]!.push(task);
  }

  // A queue may still hold tasks that were taken from another queue; they are dropped when they come to its front.

  #bestReady(worker: number): number | undefined {
    let best = this.#ready.peek();
    while (best !== undefined && !this.isReady(best)) {
      this.#ready.pop();
      best = this.#ready.peek();
    }
    const own = this.#continuation[worker]!;
    if (own < 0 || best === undefined || !this.isReady(own)) return best;
    return this.#graph.ranks[own]! >= this.#graph.ranks[best]! ? own : best;
  }

  #bestFollower(worker: number, mayFollow: (task: number) => boolean): number | undefined {
    const queue = this.#followers[worker]!;
    for (let task = queue.peek(); task !== undefined; task = queue.peek()) {
      if (this.isFollower(task, worker) && mayFollow(task)) return task;
      queue.pop();
    }
    return undefined;
  }
}
