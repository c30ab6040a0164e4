/**
 * What ends a run before its tasks are done: its signal is aborted, or its state cannot be read. The first one counts. Whatever a run
 * waits for that may never come (its turn, a database, a program) it waits for here.
 */
export class RunStop {
  readonly #signal: AbortSignal | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #abort = (): void => this.stop(reasonOf(this.#signal));
  #stopped: { readonly error: unknown } | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    if (signal?.aborted) this.#abort();
    else signal?.addEventListener('abort', this.#abort);
  }

  /** Ends the run, which rejects with this error, be it one or not. */
  stop(error: unknown): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = { error };
    for (const listener of this.#listeners) listener();
  }

  /** @throws what the run was stopped with, if it was */
  throwIfStopped(): void {
    if (this.#stopped !== undefined) throw this.#stopped.error;
  }

  /** Calls a function when the run is stopped. @returns a function that forgets it */
  onStop(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The promise, or what the run is stopped with as soon as it is; what becomes of the promise then does not matter. */
  unlessStopped<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(this.#stopped?.error);
      if (this.#stopped !== undefined) stop();
      const forget = this.onStop(stop);
      promise.then(
        (value) => {
          forget();
          resolve(value);
        },
        (error: unknown) => {
          forget();
          reject(error);
        },
      );
    });
  }

  /** The run is over: nothing is kept alive by its signal. */
  end(): void {
    this.#signal?.removeEventListener('abort', this.#abort);
  }
}

/** A signal that is not of the host may have no reason. */
function reasonOf(signal: AbortSignal | undefined): unknown {
  return signal !== undefined && 'reason' in signal
    ? signal.reason
    : new DOMException('The run was aborted', 'AbortError');
}
