import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Tinypool } from 'tinypool';

/** What a worker says first. */
export const READY = 'ready' as const;

/** What a thread tells its owner. */
export interface ThreadListener<Message> {
  /** It is ready, or has ended. */
  changed(): void;
  /** Everything that it posts besides `READY`. */
  received(message: Message): void;
}

/**
 * One thread of a pool, from its start to its end. tinypool starts and ends threads, but does not notice one that exits by itself: its
 * task then never settles. The closing of our message port tells, whatever the cause.
 */
export class PoolThread<Message = never> {
  readonly port: MessagePort;
  readonly #abort: AbortController = new AbortController();
  #status: 'starting' | 'ready' | 'ended' = 'starting';
  #wasReady = false;
  #wasKilled = false;
  /** Resolves when the thread is ready, or has ended without. */
  readonly started: Promise<void>;
  /** Resolves when the thread will never again touch any memory. */
  readonly ended: Promise<void>;

  /** @param input what the worker is given, besides its end of the port */
  constructor(pool: Tinypool, input: object, listener: ThreadListener<Message>) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.ended = new Promise((resolve) => {
      port1.once('close', () => {
        this.#status = 'ended';
        listener.changed();
        resolve();
      });
    });
    const ready = new Promise<void>((resolve) => {
      // Not `once`: a port without a message listener does not tell of its closing either.
      port1.on('message', (message: Message | typeof READY) => {
        if (message !== READY) {
          listener.received(message);
        } else if (this.#status === 'starting') {
          this.#status = 'ready';
          this.#wasReady = true;
          listener.changed();
          resolve();
        }
      });
    });
    this.started = Promise.race([ready, this.ended]);
    // A thread that fails before or in its work ends; why does not matter to a run, which goes on without it.
    pool
      .run({ ...input, port: port2 }, { transferList: [port2], signal: this.#abort.signal })
      .catch(() => port1.close());
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

  /** Ends the thread at once, wherever it is. `ended` tells when it is gone. */
  kill(): void {
    if (this.#status !== 'ended') this.#wasKilled = true;
    this.#abort.abort();
  }
}
