import { AsyncLocalStorage } from 'node:async_hooks';
import { isTosError, TosError } from '@tos/protocol';
import { Admission } from '../schedule/admission.ts';
import { describeFault } from '../threads/describe-fault.ts';
import { clearTimeout, nextTurn, now, setTimeout } from '../threads/timers.ts';
import type { ThreadPool } from '../workers/thread-pool.ts';
import type { RunProgress } from './run-progress.ts';
import { type InFlight, WorkerQueue } from './worker-queue.ts';

// Main needs about 0.1 ms to wake up, apply results and send tasks, and other programs of the machine may delay it. Therefore a worker has
// tasks in advance for LEAST_LEAD_MS at least, and rings the bell when half of that is left. Where many tasks are ready a worker gets more,
// because main, once woken, takes the core of a worker on a machine that has no spare core; but no more than a quarter of its share
// (LEAD_SHARE), so that no worker waits long for tasks that lie in the queue of another.
const LEAST_LEAD_MS = 2;
const MOST_LEAD_MS = 8;
const LEAD_SHARE = 1 / 4;
// A task that is moved to an idle worker begins there after about this long: moving a shorter one gains nothing.
const HOP_MS = 0.05;
// How long tasks that have begun may take to end by themselves when a run is aborted, before their threads are ended.
const GRACE_MS = 100;
const ATTEMPTS = 2;
// How long main works at a time while results come in without a pause: other events get their turn then.
const SLICE_MS = 5;

/**
 * Runs the remaining tasks of a run on the threads of a pool. Main sends tasks ahead, applies the results, and sleeps in between. A thread
 * that ends, hangs or returns an invalid result is given up with all its memory; the task that it was running is tried once more, on a new
 * thread.
 */
export class ThreadedRun {
  readonly #progress: RunProgress;
  readonly #pool: ThreadPool;
  readonly #deadlineMs: number | undefined;
  readonly #queues: (WorkerQueue | undefined)[] = [];
  /** Tasks whose first thread was given up while it ran them. */
  readonly #struck = new Set<number>();
  /** For each slot, the task that the next thread of the slot begins with. */
  readonly #secondAttempts: (number | undefined)[] = [];
  /** For each cell, how many tasks in flight add to it without knowing its value, and how many may write it. */
  readonly #adders: Uint32Array;
  readonly #writers: Uint32Array;
  /** How many tasks of unknown access are in flight: 0 or 1. */
  #alone = 0;
  #timer: NodeJS.Timeout | undefined;
  #turnBegan = 0;
  /** Answers a task of unknown access. The state is asked as within this run (`runInside`), although the question comes with an event. */
  readonly #answer = AsyncLocalStorage.bind((key: string) => this.#progress.state.read(key));

  constructor(progress: RunProgress, pool: ThreadPool, deadlineMs: number | undefined) {
    this.#progress = progress;
    this.#pool = pool;
    this.#deadlineMs = deadlineMs;
    this.#adders = new Uint32Array(progress.plan.access.cellCount);
    this.#writers = new Uint32Array(progress.plan.access.cellCount);
  }

  /** @throws what the run is stopped with; no task is running then */
  async run(): Promise<void> {
    const { stop, schedule } = this.#progress;
    const forget = stop.onStop(() => this.#pool.ring());
    this.#pool.isInUse = true;
    if (this.#pool.isLost) this.#pool.refill();
    this.#turnBegan = now();
    try {
      for (;;) {
        const bell = Atomics.load(this.#pool.bell, 0);
        stop.throwIfStopped();
        this.#adopt();
        for (const queue of this.#present()) this.#harvest(queue);
        if (schedule.remaining === 0) return;
        if (this.#pool.isLost) throw this.#pool.noThreads;
        this.#distribute();
        await this.#sleep(bell);
      }
    } finally {
      forget();
      clearTimeout(this.#timer);
      await this.#drain();
      // No thread keeps the values of a run that is over.
      for (const { thread } of this.#present()) {
        thread.answer = () => undefined;
        thread.forget();
      }
      this.#pool.isInUse = false;
      this.#pool.mend();
    }
  }

  #present(): WorkerQueue[] {
    return this.#queues.filter((queue) => queue !== undefined);
  }

  /** Takes on threads that have become ready. */
  #adopt(): void {
    this.#pool.slots.forEach((thread, slot) => {
      if (thread === undefined || this.#queues[slot]?.thread === thread) return;
      if (thread.isReady) {
        thread.answer = this.#answer;
        const queue = new WorkerQueue(slot, thread);
        this.#queues[slot] = queue;
        const second = this.#takeSecondAttempt(slot);
        if (second !== undefined) this.#send(queue, second);
      } else if (thread.hasEnded) {
        this.#pool.replace(slot, false);
        // No thread will come to this slot soon: any other thread takes the task.
        const second = this.#takeSecondAttempt(slot);
        if (second !== undefined) this.#progress.schedule.giveBack(second);
      }
    });
  }

  #takeSecondAttempt(slot: number): number | undefined {
    const task = this.#secondAttempts[slot];
    this.#secondAttempts[slot] = undefined;
    return task;
  }

  /** Applies the results of a thread, and gives the thread up if it has ended, is too slow, or returned an invalid result. */
  #harvest(queue: WorkerQueue): void {
    const hasEnded = queue.thread.hasEnded;
    try {
      for (let result = queue.thread.take(); result !== undefined; result = queue.thread.take()) {
        const first = queue.tasks[0];
        if (first?.sequence !== result.sequence)
          throw new RangeError('a thread returned the result of a task that it was not running');
        this.#progress.finish(first.task, result.outcome, result.busyMs);
        this.#count(first.task, -1);
        queue.shift();
      }
    } catch (error) {
      if (isTosError(error, 'TOS_STORAGE_FAILURE')) {
        // The task has succeeded, but main cannot read a value that the task has set: the run is stopped.
        queue.shift();
        throw error;
      }
      this.#giveUp(queue, 'lost', error);
      return;
    }
    if (hasEnded) this.#giveUp(queue, 'lost');
    else if (this.#isLate(queue)) this.#giveUp(queue, 'late');
  }

  #isLate(queue: WorkerQueue): boolean {
    return this.#deadlineMs !== undefined && queue.running !== undefined && queue.thread.sinceBegan > this.#deadlineMs;
  }

  /**
   * Takes back all tasks of a thread. The task that the thread was running gets its second attempt as the first task of the next thread, so
   * that nothing that another task has left behind can end it; after its second attempt it fails.
   * @param invalid what was wrong with a result of the thread, if that is the reason
   */
  #giveUp(queue: WorkerQueue, why: 'lost' | 'late', invalid?: unknown): void {
    const { schedule } = this.#progress;
    const culprit = queue.running?.task;
    this.#queues[queue.slot] = undefined;
    this.#pool.replace(queue.slot, culprit !== undefined);
    for (const { task } of queue.tasks.toReversed()) {
      this.#count(task, -1);
      if (task !== culprit) schedule.giveBack(task);
    }
    if (culprit === undefined) return;
    if (!this.#struck.has(culprit)) {
      this.#struck.add(culprit);
      this.#progress.retries++;
      this.#secondAttempts[queue.slot] = culprit;
      return;
    }
    const error =
      why === 'late' && this.#deadlineMs !== undefined
        ? new TosError('TOS_TASK_DEADLINE', { deadlineMs: this.#deadlineMs })
        : new TosError('TOS_TASK_LOST', {
            attempts: ATTEMPTS,
            reason: describeFault(invalid ?? queue.thread.fault),
          });
    this.#progress.finish(culprit, { ok: false, error: error.toObject() }, 0);
  }

  #distribute(): void {
    const { schedule } = this.#progress;
    const queues = this.#present();
    const readyMs = this.#progress.readyMs * (LEAD_SHARE / queues.length);
    const leadMs = Math.min(MOST_LEAD_MS, Math.max(LEAST_LEAD_MS, readyMs));
    const hungry = new Set(queues);
    while (hungry.size > 0) {
      let least: WorkerQueue | undefined;
      for (const queue of hungry) if (least === undefined || queue.ms < least.ms) least = queue;
      if (least === undefined) break;
      const task = least.wantsMore(leadMs) ? schedule.next(least.slot, this.#mayFollow) : undefined;
      if (task === undefined || !this.#send(least, task)) hungry.delete(least);
    }
    for (const queue of queues) if (queue.isIdle) this.#helpOut(queue, queues);
    const isUrgent = queues.some((queue) => queue.isIdle);
    for (const queue of queues) queue.settle(leadMs, isUrgent);
  }

  #send(queue: WorkerQueue, task: number): boolean {
    const { plan, schedule, state } = this.#progress;
    const entries = state.entries(task, this.#writers);
    if (!queue.send(task, this.#progress.msOf(task), plan.tasks[task]!.input, entries)) {
      schedule.giveBack(task);
      return false;
    }
    this.#count(task, 1);
    return true;
  }

  /**
   * Whether the worker of the tasks in flight that a task waits for knows all values of that task. The worker does not know the sum of
   * additions, because it has no base for them, nor anything behind a task of unknown access.
   */
  readonly #mayFollow = (task: number): boolean => {
    const { tasks, access, admissions } = this.#progress.plan;
    const declared = tasks[task]!.access;
    if (this.#alone > 0 || declared === 'unknown') return false;
    const firstAdd = access.start[task + 1]! - (declared.adds?.length ?? 0);
    for (let at = access.start[task]!; at < access.start[task + 1]!; at++) {
      const knows = at < firstAdd || admissions[at] === Admission.EXACT;
      if (knows && this.#adders[access.cells[at]!]! > 0) return false;
    }
    return true;
  };

  /** Counts what a task may do to its cells while it is in flight. @param change -1 when the task is no longer in flight */
  #count(task: number, change: 1 | -1): void {
    const { tasks, access, admissions } = this.#progress.plan;
    const declared = tasks[task]!.access;
    if (declared === 'unknown') {
      this.#alone += change;
      return;
    }
    const writes = declared.writes?.length ?? 0;
    const firstAdd = access.start[task + 1]! - (declared.adds?.length ?? 0);
    for (let at = access.start[task]!; at < access.start[task + 1]!; at++) {
      const cell = access.cells[at]!;
      if (at < access.start[task]! + writes || admissions[at] === Admission.EXACT) this.#writers[cell]! += change;
      else if (at >= firstAdd) this.#adders[cell]! += change;
    }
  }

  /** Moves half of the tasks that the longest queue has not begun to a queue for which nothing is ready. */
  #helpOut(idle: WorkerQueue, queues: readonly WorkerQueue[]): void {
    const { schedule } = this.#progress;
    const donor = queues.reduce((most, queue) => (queue.ms > most.ms ? queue : most), idle);
    if (donor.tasks.length < 2) return;
    const half = (donor.ms - donor.tasks[0]!.ms) / 2;
    const moved: InFlight[] = [];
    let ms = 0;
    for (const item of donor.tasks.slice(1).toReversed()) {
      if (moved.length > 0 && ms + item.ms > half) break;
      if (donor.ms - item.ms < HOP_MS) break;
      if (!schedule.isFree(item.task) || schedule.hasTakenFollowers(item.task) || !donor.revoke(item)) continue;
      this.#count(item.task, -1);
      schedule.giveBack(item.task);
      moved.push(item);
      ms += item.ms;
    }
    for (let i = 0; i < moved.length; i++) {
      const task = schedule.next(idle.slot);
      if (task === undefined || !this.#send(idle, task)) return;
    }
  }

  async #sleep(bell: number): Promise<void> {
    if (this.#deadlineMs !== undefined) this.#wakeAtDeadline(this.#deadlineMs);
    const { async, value } = Atomics.waitAsync(this.#pool.bell, 0, bell);
    if (async) await value;
    // Where results come in so fast that main never sleeps, other events still get their turn.
    else if (now() - this.#turnBegan < SLICE_MS) return;
    else await nextTurn();
    this.#turnBegan = now();
  }

  #wakeAtDeadline(deadlineMs: number): void {
    clearTimeout(this.#timer);
    let left = deadlineMs;
    for (const queue of this.#present()) {
      if (queue.running !== undefined) left = Math.min(left, deadlineMs - queue.thread.sinceBegan);
    }
    this.#timer = setTimeout(() => this.#pool.ring(), Math.max(1, left + 1));
  }

  /** After a run that was stopped: takes back the tasks that have not begun, and ends threads whose task does not end by itself. */
  async #drain(): Promise<void> {
    const busy = new Set<WorkerQueue>();
    for (const queue of this.#present()) {
      for (const item of [...queue.tasks]) queue.revoke(item);
      if (!queue.isIdle) busy.add(queue);
    }
    const limit = now() + GRACE_MS;
    while (busy.size > 0 && now() < limit) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      for (const queue of busy) if (hasFinished(queue)) busy.delete(queue);
    }
    for (const queue of busy) this.#pool.replace(queue.slot, true);
  }
}

/** Drops the results of a thread. @returns whether the thread has nothing left to do */
function hasFinished(queue: WorkerQueue): boolean {
  try {
    while (queue.thread.take() !== undefined) queue.shift();
  } catch {
    return false;
  }
  return queue.isIdle;
}
