/** Bytes that all sockets together may hold. Whoever claims bytes releases them. */
export class ByteBudget {
  readonly #most: number;
  #claimed = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get isExceeded(): boolean {
    return this.#claimed > this.#most;
  }

  claim(bytes: number): void {
    this.#claimed += bytes;
  }

  release(bytes: number): void {
    this.#claimed -= bytes;
  }
}
