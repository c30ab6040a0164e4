import type { MessageEntry } from '../workers/task-message.ts';
import type { TaskThread } from '../workers/task-thread.ts';

/** A task that was sent to a thread and has no result yet. */
export interface InFlight {
  readonly task: number;
  readonly sequence: number;
  /** Estimated milliseconds that the task takes. */
  readonly ms: number;
}

/** The tasks that one thread has, in the order in which it runs them. */
export class WorkerQueue {
  readonly slot: number;
  readonly thread: TaskThread;
  #tasks: InFlight[] = [];
  #ms = 0;
  #hasNews = false;

  constructor(slot: number, thread: TaskThread) {
    this.slot = slot;
    this.thread = thread;
  }

  get tasks(): readonly InFlight[] {
    return this.#tasks;
  }

  get isIdle(): boolean {
    return this.#tasks.length === 0;
  }

  /** Estimated milliseconds until the thread is idle. */
  get ms(): number {
    return this.#ms;
  }

  /**
   * Whether the thread should get more tasks: it should have a running one and another one, and enough of them to last `leadMs`.
   * @param leadMs milliseconds
   */
  wantsMore(leadMs: number): boolean {
    return this.#tasks.length < 2 || this.#ms < leadMs;
  }

  /** The task that the thread is running; undefined where it has not begun with any. */
  get running(): InFlight | undefined {
    const first = this.#tasks[0];
    return first !== undefined && this.thread.hasBegun(first.sequence) ? first : undefined;
  }

  /** @returns false when the thread has no room for the task now */
  send(task: number, ms: number, input: Uint8Array, entries: readonly MessageEntry[] | undefined): boolean {
    const sequence = this.thread.send(input, entries);
    if (sequence === undefined) return false;
    this.#tasks.push({ task, sequence, ms });
    this.#ms += ms;
    this.#hasNews = true;
    return true;
  }

  /** Removes the first task, which is done. */
  shift(): void {
    const first = this.#tasks.shift();
    this.#ms = this.#tasks.length === 0 ? 0 : this.#ms - (first?.ms ?? 0);
  }

  /** Takes a task back from the thread. @returns false when the thread has begun with that task */
  revoke(item: InFlight): boolean {
    if (!this.thread.revoke(item.sequence)) return false;
    this.#tasks = this.#tasks.filter((other) => other !== item);
    this.#ms = this.#tasks.length === 0 ? 0 : this.#ms - item.ms;
    return true;
  }

  /** Sets when the thread rings the bell, which is when half of `leadMs` is left, and wakes the thread if something was sent. */
  settle(leadMs: number, isUrgent: boolean): void {
    let at = this.#tasks.length - 1;
    let behind = 0;
    while (at > 0 && (at > this.#tasks.length - 2 || behind + this.#tasks[at]!.ms <= leadMs / 2)) {
      behind += this.#tasks[at]!.ms;
      at--;
    }
    const bell = this.#tasks[at];
    if (bell !== undefined) this.thread.ringFrom(bell.sequence, isUrgent);
    if (this.#hasNews) this.thread.wake();
    this.#hasNews = false;
  }
}
