import { receiveMessageOnPort } from 'node:worker_threads';
import type { TaskValue } from '../task.ts';
import { PoolThread } from '../threads/pool-thread.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { freeMemory } from './free-memory.ts';
import { MessageRing } from './message-ring.ts';
import { type ResultMessage, readResultMessage } from './result-message.ts';
import { startTasksThread } from './start-tasks-thread.ts';
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
  RING_FROM,
  TAKEN,
} from './thread-control.ts';

// Room for the inputs or outputs of hundreds of small tasks. A message longer than a quarter of the ring goes through the message port.
const RING_BYTES = 1 << 18;
// Bytes of the ring that tasks leave free, so that `FORGET` and `STOP`, which take at most 8 bytes each there, always have room.
const ROOM_FOR_ORDERS = 16;

/** What a ready worker sends through the message port: a result that is too long for the ring, or the key that a task of unknown access reads. */
type FromWorker = { readonly bytes: Uint8Array } | { readonly read: string };

/** One thread that runs tasks. None of its memory is used for another thread. */
export class TaskThread {
  readonly #thread: PoolThread;
  readonly #bell: Int32Array;
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  readonly #inbox = new MessageRing(new SharedArrayBuffer(MessageRing.size(RING_BYTES)));
  readonly #outbox = new MessageRing(new SharedArrayBuffer(MessageRing.size(RING_BYTES)));
  readonly #reader = new ByteReader();
  readonly #writer = new ByteWriter();
  /** Results from the message port that arrived before `take` asked for them. */
  readonly #long: Uint8Array[] = [];
  /** Sequence number of the next task. */
  #next = 0;
  /** Answers what a task of unknown access reads, or throws. Set by the run that gives the thread tasks. */
  answer: (key: string) => TaskValue | undefined = () => undefined;

  /**
   * @param bell one word, which the thread counts up and notifies when main should look at it
   * @param heapMegabytes limit of the thread's own heap
   */
  constructor(moduleUrl: string, bell: Int32Array, heapMegabytes: number) {
    this.#bell = bell;
    const memory = { bell, control: this.#control, inbox: this.#inbox.memory, outbox: this.#outbox.memory };
    this.#thread = new PoolThread<FromWorker>(
      (port) => startTasksThread({ port, moduleUrl, ...memory }, heapMegabytes),
      { changed: () => this.#ring(), received: (message) => this.#receive(message) },
    );
  }

  /** Resolves when the thread is ready, or has ended before it was. */
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

  /** Whether a thread that ended by itself had been ready; undefined for a thread that has not ended, or was killed. */
  get endedItself(): 'ready' | 'starting' | undefined {
    return this.#thread.endedItself;
  }

  /** Why the thread ended by itself. */
  get fault(): unknown {
    return this.#thread.fault;
  }

  /** Sends a task, which the thread runs after those that it has. @returns the sequence number of the task; undefined when there is no room now */
  send(input: Uint8Array, entries: readonly MessageEntry[] | undefined): number | undefined {
    const sequence = this.#next;
    // No word may stand for the claims of two tasks, however many tasks were revoked meanwhile.
    if (((sequence - Atomics.load(this.#control, TAKEN)) | 0) >= CLAIM_COUNT - 1) return undefined;
    writeTaskMessage(this.#writer, { sequence, input, entries });
    const { written } = this.#writer;
    const isLong = written.length > this.#inbox.longest;
    const inRing = isLong ? ELSEWHERE : written;
    if (!this.#inbox.fits(inRing.length + ROOM_FOR_ORDERS)) return undefined;
    this.#next++;
    Atomics.store(this.#control, claimWord(sequence), Claim.QUEUED);
    // The long message goes first: once the ring announces it, the thread takes it without waiting.
    if (isLong) this.#sendLong();
    this.#inbox.push(inRing);
    return sequence;
  }

  /** Wakes the thread, if it sleeps, for what was sent. */
  wake(): void {
    this.#inbox.wakeReader();
  }

  /** Takes a task back. @returns false when the thread has begun with the task */
  revoke(sequence: number): boolean {
    const word = claimWord(sequence);
    return Atomics.compareExchange(this.#control, word, Claim.QUEUED, Claim.REVOKED) === Claim.QUEUED;
  }

  hasBegun(sequence: number): boolean {
    return Atomics.load(this.#control, claimWord(sequence)) === Claim.STARTED;
  }

  /** Milliseconds since the thread began with its present task. */
  get sinceBegan(): number {
    return (machineMs() - Atomics.load(this.#control, BEGAN)) & 0x7fffffff;
  }

  /** Returns the next result, in the order in which the tasks were sent; undefined when there is none. @throws RangeError for bytes that are no result */
  take(): ResultMessage | undefined {
    const message = this.#outbox.peek();
    if (message === undefined) return undefined;
    const result = message.length === ELSEWHERE.length ? this.#readLong() : readResultMessage(this.#reader, message);
    this.#outbox.pop();
    this.#outbox.wakeWriter();
    return result;
  }

  /** Sets when the thread rings the bell: after the task with this sequence number and each later one. @param isUrgent after every task */
  ringFrom(sequence: number, isUrgent: boolean): void {
    Atomics.store(this.#control, RING_FROM, sequence | 0);
    Atomics.store(this.#control, IS_URGENT, isUrgent ? 1 : 0);
  }

  /** Makes the thread drop all values of a run that is over. */
  forget(): void {
    this.#inbox.push(FORGET);
    this.#inbox.wakeReader();
  }

  /** Ends the thread once it has run the tasks that it has. */
  stop(): void {
    this.#inbox.push(STOP);
    this.#inbox.wakeReader();
  }

  /** Ends the thread at once, whatever it is doing. `ended` resolves when the thread is gone. */
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
