import { MessageChannel, type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { READY } from './ready.ts';
import { clearTimeout, nextTurn, setTimeout } from './timers.ts';

// A thread is ready in about 100 ms (docs/measurements.md §4). One that needs a hundred times as long hangs in a module that it loads.
const START_LIMIT_MS = 10_000;
const END_LIMIT_MS = 5000;

/** What the owner of a thread hears of it. */
export interface ThreadListener<Message> {
  /** Called when the thread has become ready, and when it has ended. */
  changed(): void;
  /** Called with every message that the thread posts, besides `READY`. */
  received(message: Message): void;
}

/**
 * One thread of a pool, from its start to its end. Whatever goes wrong in the thread, be it in its start, in its work or in what a program
 * left behind, ends the thread with a `fault`, and does nothing else: nothing is thrown, and no error is without a listener. An idle thread
 * does not keep the process alive.
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

  /** @param start starts the thread with its end of a message port; what it throws is the fault of this thread */
  constructor(start: (port: MessagePort) => Worker, listener: ThreadListener<Message>) {
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
    // The thread has done its work (`serveThread`); what its program has left running ends with it.
    port1.on('close', () => void this.#worker?.terminate());
    port1.unref();
    try {
      this.#worker = start(port2);
    } catch (error) {
      this.#fault = { thrown: error };
      // The end comes later, as that of every other thread does: the owner has no reference to this thread yet.
      void nextTurn().then(() => this.#end(undefined));
      return;
    }
    // A program may emit an error more than once, and values that are no errors.
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

  /** Whether a thread that ended by itself had been ready; undefined for a thread that has not ended, or was killed. */
  get endedItself(): 'ready' | 'starting' | undefined {
    if (this.#status !== 'ended' || this.#wasKilled) return undefined;
    return this.#wasReady ? 'ready' : 'starting';
  }

  /** Why the thread ended by itself: what was thrown in it, or by Node; undefined for a thread that has not ended by itself. */
  get fault(): unknown {
    return this.endedItself === undefined ? undefined : this.#fault?.thrown;
  }

  /** Ends the thread at once, whatever it is doing. `ended` resolves when the thread is gone. */
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
    // A thread in native code ends only when that code returns, which `started` does not wait for.
    this.#startTimer = setTimeout(() => this.#reportStart(), END_LIMIT_MS);
    this.#startTimer.unref();
  }

  #end(code: number | undefined): void {
    clearTimeout(this.#startTimer);
    // Messages that the thread posted before its end may not have been delivered yet.
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
