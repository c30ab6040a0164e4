/**
 * Ends a run before its tasks are done, because its signal is aborted or its state cannot be read. The first reason counts. A run waits
 * through this class for everything that may never come: its turn, a database, a program.
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

  /** Ends the run, which rejects with this value, whether or not the value is an `Error`. */
  stop(error: unknown): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = { error };
    for (const listener of this.#listeners) listener();
  }

  /** @throws what the run was stopped with, if the run was stopped */
  throwIfStopped(): void {
    if (this.#stopped !== undefined) throw this.#stopped.error;
  }

  /** Calls a function when the run is stopped. @returns a function that removes the listener */
  onStop(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Settles as the promise does, or rejects as soon as the run is stopped. What the promise does after that is ignored. */
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

  /** Notes that the run is over: its signal keeps nothing alive any more. */
  end(): void {
    this.#signal?.removeEventListener('abort', this.#abort);
  }
}

/** Returns why a signal was aborted. A signal that is not of the host may have no reason. */
function reasonOf(signal: AbortSignal | undefined): unknown {
  return signal !== undefined && 'reason' in signal
    ? signal.reason
    : new DOMException('The run was aborted', 'AbortError');
}
