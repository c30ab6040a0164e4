import { TosError } from '@tos/protocol';

/** Runs calls one after the other, in their order, until the queue is closed. */
export class CallQueue {
  readonly #what: string;
  #last: Promise<unknown> = Promise.resolve();
  #status: 'open' | 'closed' = 'open';

  /** @param what is closed, for the error */
  constructor(what: string) {
    this.#what = what;
  }

  /** Does the work when its turn has come. @throws TOS_NOT_OPEN once the queue is closed, and whatever the work throws */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#status === 'closed') {
      return Promise.reject(new TosError('TOS_NOT_OPEN', { what: this.#what, status: 'closed' }));
    }
    const done = this.#last.then(work);
    // A call that fails must not fail the calls behind it.
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Takes no more calls. Resolves when the last one has ended. */
  async close(): Promise<void> {
    this.#status = 'closed';
    await this.#last;
  }
}
