import type { MessageEntry } from '../threads/task-message.ts';
import type { TaskThread } from '../threads/task-thread.ts';

/** A task that a thread has. */
export interface InFlight {
  readonly task: number;
  readonly sequence: number;
  /** Estimated. */
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

  /** Estimated milliseconds until it is idle. */
  get ms(): number {
    return this.#ms;
  }

  /** Whether it should get more: one task that is running and one behind it, and enough of cheap ones. @param leadMs how much is enough */
  wantsMore(leadMs: number): boolean {
    return this.#tasks.length < 2 || this.#ms < leadMs;
  }

  /** The task that is running, if it has begun. */
  get running(): InFlight | undefined {
    const first = this.#tasks[0];
    return first !== undefined && this.thread.hasBegun(first.sequence) ? first : undefined;
  }

  /** @returns false when the thread has no room for it now */
  send(task: number, ms: number, input: Uint8Array, entries: readonly MessageEntry[] | undefined): boolean {
    const sequence = this.thread.send(input, entries);
    if (sequence === undefined) return false;
    this.#tasks.push({ task, sequence, ms });
    this.#ms += ms;
    this.#hasNews = true;
    return true;
  }

  /** The first task is done. */
  shift(): void {
    const first = this.#tasks.shift();
    this.#ms = this.#tasks.length === 0 ? 0 : this.#ms - (first?.ms ?? 0);
  }

  /** Takes a task back. @returns false when the thread has begun with it */
  revoke(item: InFlight): boolean {
    if (!this.thread.revoke(item.sequence)) return false;
    this.#tasks = this.#tasks.filter((other) => other !== item);
    this.#ms = this.#tasks.length === 0 ? 0 : this.#ms - item.ms;
    return true;
  }

  /** Says when to ring, which is when half of `leadMs` is left, and wakes the thread if something was sent. */
  settle(leadMs: number, isUrgent: boolean): void {
    let at = this.#tasks.length - 1;
    let behind = 0;
    while (at > 0 && (at > this.#tasks.length - 2 || behind + this.#tasks[at]!.ms <= leadMs / 2)) {
      behind += this.#tasks[at]!.ms;
      at--;
    }
    const bell = this.#tasks[at];
    if (bell !== undefined) this.thread.tell(bell.sequence, isUrgent);
    if (this.#hasNews) this.thread.wake();
    this.#hasNews = false;
  }
}
