/** Observations by size. */
export interface HistogramValue {
  /** For each bucket, the number of observations up to its bound and above the bucket before; then the number above all buckets. Not cumulative. */
  readonly counts: readonly number[];
  /** Sum of all observations, in the unit of the metric. */
  readonly sum: number;
  readonly count: number;
}

/** Counts observations in fixed buckets. */
export class Histogram {
  readonly #buckets: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(buckets: readonly number[]) {
    this.#buckets = buckets;
    this.#counts = new Array(buckets.length + 1).fill(0);
  }

  /** @param value rounded to a whole number, from 0 */
  add(value: number): void {
    const whole = Math.max(0, Math.round(value));
    let bucket = 0;
    while (bucket < this.#buckets.length && whole > this.#buckets[bucket]!) bucket++;
    this.#counts[bucket]!++;
    this.#sum += whole;
  }

  value(): HistogramValue {
    return { counts: [...this.#counts], sum: this.#sum, count: this.#counts.reduce((sum, n) => sum + n, 0) };
  }
}
