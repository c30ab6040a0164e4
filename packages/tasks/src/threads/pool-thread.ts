import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { clearTimeout, nextTurn, setTimeout } from '../timers.ts';
import { READY } from './ready.ts';
import { startThread, type ThreadTask } from './start-thread.ts';

// A thread is ready in about 100 ms; one that needs a hundred times as long hangs in a module that it loads.
const START_LIMIT_MS = 10_000;
const END_LIMIT_MS = 5000;

/** What a thread tells its owner. */
export interface ThreadListener<Message> {
  /** It is ready, or has ended. */
  changed(): void;
  /** Everything that it posts besides `READY`. */
  received(message: Message): void;
}

/**
 * One thread of a pool, from its start to its end. Whatever goes wrong in it, be it in its start, in its work or in what a program left
 * behind, is an end with a `fault`, and nothing else: nothing is thrown, and no error is without a listener. An idle thread does not keep
 * the process alive.
 */
export class PoolThread<Message = never> {
  readonly port: MessagePort;
  readonly #listener: ThreadListener<Message>;
  readonly #worker: Worker | undefined;
  #status: 'starting' | 'ready' | 'ended' = 'starting';
  #wasReady = false;
  #wasKilled = false;
  #fault: { readonly thrown: unknown } | undefined;
  #startTimer: NodeJS.Timeout | undefined;
  /** Resolves when the thread is ready, or has failed to start. */
  readonly started: Promise<void>;
  /** Resolves when the thread will never again touch any memory. */
  readonly ended: Promise<void>;
  #reportStart: () => void = () => undefined;
  #reportEnd: () => void = () => undefined;

  /** @param heapMegabytes of the thread's own heap, Node's default when absent */
  constructor(task: ThreadTask, heapMegabytes: number | undefined, listener: ThreadListener<Message>) {
    this.#listener = listener;
    this.started = new Promise((resolve) => {
      this.#reportStart = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#reportEnd = resolve;
    });
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.on('message', (message: Message | typeof READY) => this.#receive(message));
    // The thread has come to an end of its work; what its program has left running goes with it.
    port1.on('close', () => void this.#worker?.terminate());
    port1.unref();
    try {
      this.#worker = startThread(task, port2, heapMegabytes);
    } catch (error) {
      this.#fault = { thrown: error };
      // Later, as for every other thread: the owner does not have this one yet.
      void nextTurn().then(() => this.#end(undefined));
      return;
    }
    // A program may emit what is no error, or several.
    this.#worker.on('error', (error: unknown) => {
      this.#fault ??= { thrown: error };
    });
    this.#worker.once('exit', (code) => this.#end(code));
    this.#worker.unref();
    this.#startTimer = setTimeout(() => this.#giveUpStart(), START_LIMIT_MS);
    this.#startTimer.unref();
  }

  get isReady(): boolean {
    return this.#status === 'ready';
  }

  get hasEnded(): boolean {
    return this.#status === 'ended';
  }

  /** Of a thread that ended by itself: whether it was ready before; undefined for one that has not, or was killed. */
  get endedItself(): 'ready' | 'starting' | undefined {
    if (this.#status !== 'ended' || this.#wasKilled) return undefined;
    return this.#wasReady ? 'ready' : 'starting';
  }

  /** Why it ended by itself: what was thrown there, or by Node; undefined for a thread that has not. */
  get fault(): unknown {
    return this.endedItself === undefined ? undefined : this.#fault?.thrown;
  }

  /** Ends the thread at once, wherever it is. `ended` tells when it is gone. */
  kill(): void {
    if (this.#status !== 'ended') this.#wasKilled = true;
    void this.#worker?.terminate();
  }

  #receive(message: Message | typeof READY): void {
    if (message !== READY) {
      this.#listener.received(message);
      return;
    }
    if (this.#status !== 'starting') return;
    clearTimeout(this.#startTimer);
    this.#status = 'ready';
    this.#wasReady = true;
    this.#listener.changed();
    this.#reportStart();
  }

  #giveUpStart(): void {
    this.#fault ??= { thrown: new Error(`it was not ready within ${START_LIMIT_MS / 1000} seconds`) };
    void this.#worker?.terminate();
    // One that is in native code ends when that returns: it is not waited for.
    this.#startTimer = setTimeout(() => this.#reportStart(), END_LIMIT_MS);
    this.#startTimer.unref();
  }

  #end(code: number | undefined): void {
    clearTimeout(this.#startTimer);
    // What it posted before its end may not have been delivered.
    for (let last = receiveMessageOnPort(this.port); last !== undefined; last = receiveMessageOnPort(this.port)) {
      this.#receive(last.message);
    }
    this.#fault ??= { thrown: new Error(`it exited with code ${code}`) };
    this.#status = 'ended';
    this.port.close();
    this.#listener.changed();
    this.#reportStart();
    this.#reportEnd();
  }
}
