import { receiveMessageOnPort } from 'node:worker_threads';
import { PoolThread } from '../../threads/pool-thread.ts';
import type { TaskValue } from '../task.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { freeMemory } from './free-memory.ts';
import { MessageRing } from './message-ring.ts';
import { type ResultMessage, readResultMessage } from './result-message.ts';
import { ELSEWHERE, FORGET, type MessageEntry, type PortMessage, STOP, writeTaskMessage } from './task-message.ts';
import {
  ANSWERS,
  BEGAN,
  CLAIM_COUNT,
  Claim,
  CONTROL_WORDS,
  claimWord,
  IS_URGENT,
  machineMs,
  TAKEN,
  TELL_AT,
} from './thread-control.ts';

// Inputs and outputs of hundreds of small tasks; a message beyond a quarter of it goes through the port.
const RING_BYTES = 1 << 18;
// Tasks leave so much of the ring free that `FORGET` and `STOP`, at most 8 bytes each there, always find room behind them.
const ROOM_FOR_ORDERS = 16;

/** What a worker sends through the port once it is ready: a result that is too long for the ring, or a question of a task of unknown access. */
type FromWorker = { readonly bytes: Uint8Array } | { readonly read: string };

/** One thread that runs tasks. Nothing of its memory is used for another one. */
export class TaskThread {
  readonly #thread: PoolThread;
  readonly #bell: Int32Array;
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  readonly #inbox = new MessageRing(new SharedArrayBuffer(MessageRing.size(RING_BYTES)));
  readonly #outbox = new MessageRing(new SharedArrayBuffer(MessageRing.size(RING_BYTES)));
  readonly #reader = new ByteReader();
  readonly #writer = new ByteWriter();
  /** Long results that came before they were looked for. */
  readonly #long: Uint8Array[] = [];
  /** Sequence number of the next task. */
  #next = 0;
  /** Answers what a task of unknown access reads; throws where it cannot. Set by whoever gives the thread tasks. */
  answer: (key: string) => TaskValue | undefined = () => undefined;

  /** @param bell one word, rung when there is something to look at @param heapMegabytes of the thread's own heap */
  constructor(moduleUrl: string, bell: Int32Array, heapMegabytes: number) {
    this.#bell = bell;
    const task = {
      work: 'tasks',
      moduleUrl,
      bell,
      control: this.#control,
      inbox: this.#inbox.memory,
      outbox: this.#outbox.memory,
    } as const;
    this.#thread = new PoolThread<FromWorker>(task, heapMegabytes, {
      changed: () => this.#ring(),
      received: (message) => this.#receive(message),
    });
  }

  /** Resolves when the thread is ready, or has ended without. */
  get started(): Promise<void> {
    return this.#thread.started;
  }

  /** Resolves when the thread will never again touch any memory. */
  get ended(): Promise<void> {
    return this.#thread.ended;
  }

  get isReady(): boolean {
    return this.#thread.isReady;
  }

  get hasEnded(): boolean {
    return this.#thread.hasEnded;
  }

  /** Of a thread that ended by itself: whether it was ready before; undefined for one that has not, or was killed. */
  get endedItself(): 'ready' | 'starting' | undefined {
    return this.#thread.endedItself;
  }

  /** Why it ended by itself. */
  get fault(): unknown {
    return this.#thread.fault;
  }

  /** Puts a task behind those that the thread has. @returns its sequence number, undefined when there is no room now */
  send(input: Uint8Array, entries: readonly MessageEntry[] | undefined): number | undefined {
    const sequence = this.#next;
    // So that no claim word is in use twice, whatever was taken back meanwhile.
    if (((sequence - Atomics.load(this.#control, TAKEN)) | 0) >= CLAIM_COUNT - 1) return undefined;
    writeTaskMessage(this.#writer, { sequence, input, entries });
    const { written } = this.#writer;
    const isLong = written.length > this.#inbox.longest;
    const inRing = isLong ? ELSEWHERE : written;
    if (!this.#inbox.fits(inRing.length + ROOM_FOR_ORDERS)) return undefined;
    this.#next++;
    Atomics.store(this.#control, claimWord(sequence), Claim.QUEUED);
    // Before it is announced: the thread does not wait for it.
    if (isLong) this.#sendLong();
    this.#inbox.push(inRing);
    return sequence;
  }

  /** Wakes the thread if it sleeps: what was sent is there. */
  wake(): void {
    this.#inbox.wakeReader();
  }

  /** Takes a task back. @returns false when the thread has begun with it */
  revoke(sequence: number): boolean {
    const word = claimWord(sequence);
    return Atomics.compareExchange(this.#control, word, Claim.QUEUED, Claim.REVOKED) === Claim.QUEUED;
  }

  hasBegun(sequence: number): boolean {
    return Atomics.load(this.#control, claimWord(sequence)) === Claim.STARTED;
  }

  /** Milliseconds since the thread began with the task that it is at. */
  get sinceBegan(): number {
    return (machineMs() - Atomics.load(this.#control, BEGAN)) & 0x7fffffff;
  }

  /** The next result, in the order in which the tasks were sent. @throws when it makes no sense */
  take(): ResultMessage | undefined {
    const message = this.#outbox.peek();
    if (message === undefined) return undefined;
    const result = message.length === ELSEWHERE.length ? this.#readLong() : readResultMessage(this.#reader, message);
    this.#outbox.pop();
    this.#outbox.wakeWriter();
    return result;
  }

  /** When the thread is to ring the bell: behind the task with this number and every one after, or behind every task. */
  tell(sequence: number, isUrgent: boolean): void {
    Atomics.store(this.#control, TELL_AT, sequence | 0);
    Atomics.store(this.#control, IS_URGENT, isUrgent ? 1 : 0);
  }

  /** A run is over: the thread keeps no values of it. */
  forget(): void {
    this.#inbox.push(FORGET);
    this.#inbox.wakeReader();
  }

  /** Ends the thread after the tasks that it has. */
  stop(): void {
    this.#inbox.push(STOP);
    this.#inbox.wakeReader();
  }

  /** Ends the thread at once, wherever it is. `ended` tells when it is gone. */
  kill(): void {
    this.#thread.kill();
  }

  #sendLong(): void {
    const bytes = this.#writer.take();
    this.#thread.port.postMessage({ bytes }, [bytes.buffer]);
  }

  #receive(message: FromWorker): void {
    if ('bytes' in message) {
      this.#long.push(message.bytes);
      return;
    }
    this.#thread.port.postMessage(this.#answerTo(message.read));
    Atomics.add(this.#control, ANSWERS, 1);
    Atomics.notify(this.#control, ANSWERS);
  }

  #answerTo(key: string): Pick<PortMessage, 'value' | 'isUnreadable'> {
    try {
      return { value: this.answer(key), isUnreadable: false };
    } catch {
      return { value: undefined, isUnreadable: true };
    }
  }

  #readLong(): ResultMessage {
    const bytes = this.#takeLong();
    const result = readResultMessage(this.#reader, bytes);
    freeMemory(bytes.buffer);
    return result;
  }

  #takeLong(): Uint8Array {
    for (let next = this.#long.shift(); ; next = this.#long.shift()) {
      if (next !== undefined) return next;
      const received: { message: FromWorker } | undefined = receiveMessageOnPort(this.#thread.port);
      if (received === undefined) throw new RangeError('a worker announced a message that is not there');
      this.#receive(received.message);
    }
  }

  #ring(): void {
    Atomics.add(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
  }
}
