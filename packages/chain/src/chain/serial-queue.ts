/** Runs one asynchronous work after the other, in call order. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    // One that fails must not fail those behind it.
    this.#last = done.catch(() => undefined);
    return done;
  }
}
