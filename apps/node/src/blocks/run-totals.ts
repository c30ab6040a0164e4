import type { ProducedBlock } from './produced-block.ts';

/** What the blocks of this run add up to. */
export class RunTotals {
  blocks = 0;
  transactions = 0;
  parallelBlocks = 0;
  sequentialBlocks = 0;
  #busyMs = 0;

  add(block: ProducedBlock): void {
    this.blocks++;
    this.transactions += block.transactions;
    if (block.report.mode === 'parallel') this.parallelBlocks++;
    else this.sequentialBlocks++;
    // An empty block takes time without a transaction, but not at the cost of one.
    if (block.transactions > 0) this.#busyMs += block.elapsedMs;
  }

  /** Over the time that blocks with transactions took; one decimal. 0 without transactions. */
  get txPerSecond(): number {
    return this.#busyMs === 0 ? 0 : Math.round((this.transactions / this.#busyMs) * 10_000) / 10;
  }
}
