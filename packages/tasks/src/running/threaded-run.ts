import { AsyncLocalStorage } from 'node:async_hooks';
import { isTosError, TosError } from '@tos/protocol';
import { describeFault } from '../../threads/describe-fault.ts';
import { clearTimeout, nextTurn, now, setTimeout } from '../../timers.ts';
import { Admission } from '../schedule/admission.ts';
import type { ThreadPool } from '../threads/thread-pool.ts';
import type { RunProgress } from './run-progress.ts';
import { type InFlight, WorkerQueue } from './worker-queue.ts';

// Main wakes up, looks at results and sends in about 0.1 ms, and may be kept waiting by whatever else runs on the machine: a worker has
// tasks in advance for so long at least, and rings when it is down to half of it. Where much is ready it gets more, because waking main
// costs a worker its core on a machine without a third one; but no more than a quarter of its share, so that nobody waits long for what
// lies in the queue of another.
const LEAST_LEAD_MS = 2;
const MOST_LEAD_MS = 8;
const LEAD_SHARE = 1 / 4;
// A task that is moved to an idle worker begins there after about so long; less than this is not worth it.
const HOP_MS = 0.05;
// Tasks that have begun when a run is given up get so long to end by themselves before their threads are ended.
const GRACE_MS = 100;
const ATTEMPTS = 2;
const SLICE_MS = 5;

/**
 * Runs what is left of a run on the threads of a pool. Main sends tasks ahead, applies what comes back, and sleeps in between. A thread
 * that ends, hangs or answers nonsense is given up with all its memory; the task that it was at is tried once more, on a new one.
 */
export class ThreadedRun {
  readonly #progress: RunProgress;
  readonly #pool: ThreadPool;
  readonly #deadlineMs: number | undefined;
  readonly #queues: (WorkerQueue | undefined)[] = [];
  /** Tasks whose first thread was given up while it was at them. */
  readonly #struck = new Set<number>();
  /** Of each slot, the task that its next thread begins with. */
  readonly #secondAttempts: (number | undefined)[] = [];
  /** Of each cell, the tasks in flight that add to it without knowing it, and those that may write it. */
  readonly #adders: Uint32Array;
  readonly #writers: Uint32Array;
  /** Tasks of unknown access in flight: 0 or 1. */
  #alone = 0;
  #timer: NodeJS.Timeout | undefined;
  #turnBegan = 0;
  /** Answers a task of unknown access: what it asks is asked within this run, although it comes with an event. */
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
      // No thread holds on to the values of a run that is over.
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
        // Whatever thread there is has to do.
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

  /** Applies what a thread has done, and gives it up if there is reason to. */
  #harvest(queue: WorkerQueue): void {
    const hasEnded = queue.thread.hasEnded;
    try {
      for (let result = queue.thread.take(); result !== undefined; result = queue.thread.take()) {
        const first = queue.tasks[0];
        if (first?.sequence !== result.sequence) throw new RangeError('a result that was not asked for');
        this.#progress.finish(first.task, result.outcome, result.busyMs);
        this.#count(first.task, -1);
        queue.shift();
      }
    } catch (error) {
      if (isTosError(error, 'TOS_STORAGE_FAILURE')) {
        // The task has ended well, but main cannot read what it has set: the run is stopped.
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
   * Takes back all that a thread has. The task that it was at gets its second attempt on the thread that comes in its place, so that
   * nothing that another task left behind can end that one too; or it fails.
   * @param nonsense what was wrong with a result of the thread, if that is why
   */
  #giveUp(queue: WorkerQueue, why: 'lost' | 'late', nonsense?: unknown): void {
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
            reason: describeFault(nonsense ?? queue.thread.fault),
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
   * Whether the values of a task that waits for tasks in flight are known to their worker: not the sum of additions, which it has no
   * base for, and nothing behind a task of unknown access.
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

  /** Notes what a task in flight may do to its cells, or that it is no longer in flight. */
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

  /** Nothing is ready for this queue: it takes half of what the longest one has not begun. */
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
    // Results may come in so fast that main never sleeps: other events get their turn.
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

  /** After a run that was given up: takes back what has not begun, and ends threads whose task does not end by itself. */
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

/** Drops what a thread has done. @returns whether it has nothing left to do */
function hasFinished(queue: WorkerQueue): boolean {
  try {
    while (queue.thread.take() !== undefined) queue.shift();
  } catch {
    return false;
  }
  return queue.isIdle;
}
