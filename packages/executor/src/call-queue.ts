import { TosError } from '@tos/protocol';

/** Runs calls one after the other, in their order, until it is closed. */
export class CallQueue {
  readonly #what: string;
  #last: Promise<unknown> = Promise.resolve();
  #status: 'open' | 'closed' = 'open';

  /** @param what the error after closing names */
  constructor(what: string) {
    this.#what = what;
  }

  /** @throws TOS_NOT_OPEN once it is closed, and whatever the work throws */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#status === 'closed') {
      return Promise.reject(new TosError('TOS_NOT_OPEN', { what: this.#what, status: 'closed' }));
    }
    const done = this.#last.then(work);
    // A call that failed must not fail the ones behind it.
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Takes no more calls. Resolves when the last one has ended. */
  async close(): Promise<void> {
    this.#status = 'closed';
    await this.#last;
  }
}
