import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { loadTaskModule } from '../running/load-task-module.ts';
import { runTask } from '../running/run-task.ts';
import { afterEffect, unreadable } from '../running/run-values.ts';
import { taskError } from '../running/task-error.ts';
import { DeclaredScope, OpenScope, type RunningScope, type TaskEffect, Use } from '../running/task-scope.ts';
import { Admission } from '../schedule/admission.ts';
import type { TaskModule, TaskValue } from '../task.ts';
import { READY } from '../threads/ready.ts';
import type { ThreadInput } from '../threads/start-thread.ts';
import { now } from '../threads/timers.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { freeMemory } from './free-memory.ts';
import { MessageRing } from './message-ring.ts';
import { RecentValues } from './recent-values.ts';
import { type ResultMessage, writeResultMessage } from './result-message.ts';
import {
  ELSEWHERE,
  FORGET,
  type MessageEntry,
  type PortMessage,
  readTaskMessage,
  STOP,
  type TaskMessage,
} from './task-message.ts';
import { ANSWERS, BEGAN, Claim, claimWord, IS_URGENT, machineMs, RING_FROM, TAKEN } from './thread-control.ts';

/** The input of a thread that runs tasks. */
export interface TaskThreadInput extends ThreadInput {
  readonly moduleUrl: string;
  /** One word for all workers: they add 1 and wake main. */
  readonly bell: Int32Array;
  readonly control: Int32Array;
  /** The memory of the rings from main and to main. */
  readonly inbox: SharedArrayBuffer;
  readonly outbox: SharedArrayBuffer;
}

// How many milliseconds a worker sleeps at a time while main takes no results: long enough to cost nothing.
const ROOM_MS = 50;

/** Runs tasks until `STOP`: one call for the life of the thread. */
export async function serveTasks(input: TaskThreadInput): Promise<void> {
  const module = await loadTaskModule(input.moduleUrl);
  // From here on the thread lives until `STOP`, even while a task waits for something that does not keep a thread alive.
  input.port.ref();
  await new TaskWorker(input, module).serve();
}

class TaskWorker {
  readonly #port: MessagePort;
  readonly #module: TaskModule;
  readonly #bell: Int32Array;
  readonly #control: Int32Array;
  readonly #inbox: MessageRing;
  readonly #outbox: MessageRing;
  readonly #reader = new ByteReader();
  readonly #writer = new ByteWriter();
  readonly #recent = new RecentValues();
  /** The value of RING_FROM when main was last woken. */
  #rungAt = -1;
  /** Something was taken from the inbox since main was last woken. */
  #hasNews = false;

  constructor({ port, bell, control, inbox, outbox }: TaskThreadInput, module: TaskModule) {
    this.#port = port;
    this.#module = module;
    this.#bell = bell;
    this.#control = control;
    this.#inbox = new MessageRing(inbox);
    this.#outbox = new MessageRing(outbox);
  }

  async serve(): Promise<void> {
    this.#port.postMessage(READY);
    for (;;) {
      const message = this.#inbox.peek();
      if (message === undefined) {
        // Main may wait for room in the ring, or for a result that it was not woken for, so main is woken before this thread sleeps.
        if (this.#hasNews) this.#ring();
        this.#inbox.waitForMessage();
        continue;
      }
      if (message.length === FORGET.length) {
        this.#recent.clear();
        this.#inbox.pop();
        continue;
      }
      this.#hasNews = true;
      if (message.length === STOP.length) return;
      const task = message.length === ELSEWHERE.length ? this.#readLong() : readTaskMessage(this.#reader, message);
      this.#inbox.pop();
      Atomics.add(this.#control, TAKEN, 1);
      // The time is set before the claim, so that main never finds a started task with the time of the task before.
      Atomics.store(this.#control, BEGAN, machineMs());
      const word = claimWord(task.sequence);
      if (Atomics.compareExchange(this.#control, word, Claim.QUEUED, Claim.STARTED) !== Claim.QUEUED) continue;
      const began = now();
      const scope = this.#scopeOf(task);
      // Every outcome is awaited, so that microtasks which a program leaves behind get their turn and do not pile up.
      const outcome = await runTask(this.#module, task.input, scope);
      const isWritten = this.#write({ sequence: task.sequence, busyMs: now() - began, outcome });
      if (isWritten && outcome.ok && task.entries !== undefined) this.#remember(task.entries, outcome.effects);
      this.#send();
      if (this.#isAwaited(task.sequence)) this.#ring();
    }
  }

  /** Whether main is to be woken after a task: once for each value of RING_FROM, because waking main costs more than a small task. */
  #isAwaited(sequence: number): boolean {
    const ringAt = Atomics.load(this.#control, RING_FROM);
    const isTime = ((sequence - ringAt) | 0) >= 0 && ringAt !== this.#rungAt;
    if (isTime) this.#rungAt = ringAt;
    return isTime || Atomics.load(this.#control, IS_URGENT) === 1;
  }

  #scopeOf({ entries }: TaskMessage): RunningScope {
    if (entries === undefined) return new OpenScope((key) => this.#ask(key));
    this.#recent.turn();
    return new DeclaredScope(
      entries.map((entry) => {
        if (entry.isWithWorker) return { ...entry, value: this.#recent.get(entry.cell) };
        if (mayChange(entry)) this.#recent.set(entry.cell, entry.value);
        return entry;
      }),
    );
  }

  /** Keeps what a task has written for later tasks of this thread. A failed task leaves the values as they were. @param effects in the order of the entries */
  #remember(entries: readonly MessageEntry[], effects: readonly TaskEffect[]): void {
    let at = 0;
    for (const effect of effects) {
      while (entries[at]!.index !== effect.target) at++;
      const entry = entries[at]!;
      if (mayChange(entry)) this.#recent.set(entry.cell, afterEffect(this.#recent.get(entry.cell), effect));
    }
  }

  /** Asks main for the value of a key. */
  #ask(key: string): TaskValue | undefined {
    const answers = Atomics.load(this.#control, ANSWERS);
    this.#port.postMessage({ read: key });
    Atomics.wait(this.#control, ANSWERS, answers);
    const { value, isUnreadable } = this.#receive();
    if (isUnreadable) throw unreadable(key);
    return value;
  }

  #readLong(): TaskMessage {
    const { bytes } = this.#receive();
    const task = readTaskMessage(this.#reader, bytes);
    freeMemory(bytes.buffer);
    return task;
  }

  /** Returns the next message of the port. The caller knows that there is one. */
  #receive(): PortMessage {
    const received: { message: PortMessage } | undefined = receiveMessageOnPort(this.#port);
    if (received === undefined) throw new RangeError('main announced a message that is not there');
    return received.message;
  }

  /** Writes a result. @returns false for a result that is too large for any message: its task fails */
  #write(result: ResultMessage): boolean {
    try {
      writeResultMessage(this.#writer, result);
      return true;
    } catch (error) {
      writeResultMessage(this.#writer, { ...result, outcome: { ok: false, error: taskError(error) } });
      return false;
    }
  }

  #send(): void {
    let inRing = this.#writer.written;
    if (inRing.length > this.#outbox.longest) {
      const bytes = this.#writer.take();
      this.#port.postMessage({ bytes }, [bytes.buffer]);
      inRing = ELSEWHERE;
    }
    while (!this.#outbox.push(inRing)) {
      this.#ring();
      this.#outbox.waitForRoom(ROOM_MS);
    }
  }

  #ring(): void {
    this.#hasNews = false;
    Atomics.add(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
  }
}

/** Whether a task may change the value of an entry while a later task is sent without that value. */
function mayChange({ use, admission }: MessageEntry): boolean {
  return use === Use.WRITE || admission === Admission.EXACT;
}
