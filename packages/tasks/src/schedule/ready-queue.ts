const SPARE = 64;

/** A heap of tasks: the highest rank comes first, and of equal ranks the lowest task. The heap is flat: an entry allocates nothing. */
export class ReadyQueue {
  readonly #ranks: Float64Array;
  #heap: Int32Array = new Int32Array(SPARE);
  #size = 0;

  constructor(ranks: Float64Array) {
    this.#ranks = ranks;
  }

  get size(): number {
    return this.#size;
  }

  /** Returns the first task; undefined when there is none. */
  peek(): number | undefined {
    return this.#size === 0 ? undefined : this.#heap[0];
  }

  push(task: number): void {
    if (this.#size === this.#heap.length) {
      const larger = new Int32Array(2 * this.#size);
      larger.set(this.#heap);
      this.#heap = larger;
    }
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(task, this.#heap[parent]!)) break;
      this.#heap[at] = this.#heap[parent]!;
      at = parent;
    }
    this.#heap[at] = task;
  }

  pop(): number | undefined {
    if (this.#size === 0) return undefined;
    const first = this.#heap[0]!;
    const last = this.#heap[--this.#size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isBefore(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      if (!this.#isBefore(this.#heap[child]!, last)) break;
      this.#heap[at] = this.#heap[child]!;
      at = child;
    }
    if (this.#size > 0) this.#heap[at] = last;
    return first;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#ranks[a]! - this.#ranks[b]!;
    return difference > 0 || (difference === 0 && a < b);
  }
}
