const SLICE_MS = 5;

/** Lets other events of this thread have their turn, between tasks that it runs itself. */
export class Turns {
  #began: number = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#began >= SLICE_MS;
  }

  async give(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#began = performance.now();
  }
}
