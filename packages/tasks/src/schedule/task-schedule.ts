import { ReadyQueue } from './ready-queue.ts';
import type { TaskGraph } from './task-graph.ts';

const WAITING = 0;
const TAKEN = 1;
const DONE = 2;

/**
 * Which task comes next. Knows no threads, no clock and no values: whoever runs tasks takes them here and tells when they are done.
 *
 * A worker takes tasks whose predecessors are all done, the longest remaining path first. Ahead of time, for its queue, it may also
 * take *followers*: tasks that wait for nothing but tasks which it has taken itself, and so are free by the time it gets to them.
 */
export class TaskSchedule {
  readonly #graph: TaskGraph;
  readonly #status: Uint8Array;
  /** Predecessors that are not done. */
  readonly #waits: Uint32Array;
  // Of the predecessors that are taken: how many, the sum of their workers' numbers, and the sum of the squares. All of them are with
  // one worker exactly when count * squares = sum * sum (Cauchy and Schwarz), and it is sum / count: no list is needed.
  readonly #heldCount: Uint32Array;
  readonly #heldSum: Float64Array;
  readonly #heldSquares: Float64Array;
  readonly #takenBy: Uint8Array;
  readonly #ready: ReadyQueue;
  readonly #followers: readonly ReadyQueue[];
  /** The best task that became ready when a worker's last task was done, or -1. */
  readonly #continuation: Int32Array;
  #remaining: number;

  /** @param workers tasks are taken by workers 0 to this, exclusive; at most 255 */
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

  /** Tasks that are not done. */
  get remaining(): number {
    return this.#remaining;
  }

  /** About how many tasks anybody may take now: some were taken otherwise and are still counted. */
  get readyCount(): number {
    return this.#ready.size;
  }

  /** True for a task that anybody may take now. */
  isReady(task: number): boolean {
    return this.#status[task] === WAITING && this.#waits[task] === 0;
  }

  /** True for a task that nobody has taken, and that waits for nothing but what the worker has taken. */
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
   * Takes the best task for a worker. Between equals it takes what its own last task has freed.
   * @param mayFollow whether it may take this follower ahead of time; without, it takes only what is ready
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

  /** A task that was taken is done: what waited for it alone is ready. */
  complete(task: number): void {
    const worker = this.#takenBy[task]!;
    this.#status[task] = DONE;
    this.#remaining--;
    this.#continuation[worker] = -1;
    this.#release(task, worker);
  }

  /** A task that was taken was not run, or not to its end. Tasks that were taken as its followers must be given back before it. */
  giveBack(task: number): void {
    const worker = this.#takenBy[task]!;
    this.#status[task] = WAITING;
    const { successorStart, successors, count } = this.#graph;
    for (let at = successorStart[task]!; at < successorStart[task + 1]!; at++) {
      if (successors[at]! < count) this.#hold(successors[at]!, worker, -1);
    }
    if (this.#waits[task] === 0) this.#ready.push(task);
  }

  /** True when all predecessors of a task are done. */
  isFree(task: number): boolean {
    return this.#waits[task] === 0;
  }

  /** True when a follower of the task has been taken. */
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
      // Junctions join many; what waits behind one is not known to be with one worker.
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

  /** A node no longer holds its successors back. */
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

  /** A task that may have become a follower of one of several workers. */
  #offer(task: number): void {
    const count = this.#heldCount[task]!;
    if (count !== this.#waits[task]) return;
    const worker = this.#heldSum[task]! / count;
    if (Number.isInteger(worker) && this.isFollower(task, worker)) this.#followers[worker]!.push(task);
  }

  // A queue may hold tasks that were taken otherwise since; they are dropped when they come up.

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
