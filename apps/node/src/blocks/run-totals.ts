import type { ProducedBlock } from './produced-block.ts';

/** The sums over the blocks of this run. */
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
    // The time of an empty block says nothing about the cost of a transaction.
    if (block.transactions > 0) this.#busyMs += block.elapsedMs;
  }

  /** Transactions per second of the time that blocks with transactions took, to one decimal; 0 without transactions. */
  get txPerSecond(): number {
    return this.#busyMs === 0 ? 0 : Math.round((this.transactions / this.#busyMs) * 10_000) / 10;
  }
}
