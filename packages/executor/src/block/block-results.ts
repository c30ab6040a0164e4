import { ErrorCode, u64FromHalves } from '@tos/protocol';
import { hashAt, type PackedBatch } from '@tos/transaction';

/** The result of one transaction. */
export interface TransactionResult {
  readonly hash: Uint8Array;
  readonly success: boolean;
  /** The code of a failed transaction; absent otherwise. */
  readonly error?: ErrorCode;
  /** Atomic units; 0 for a failed transaction, which pays nothing. */
  readonly fee: bigint;
  /** Always 0, because contracts do not run. */
  readonly gasUsed: bigint;
}

/** The results of a block as a column of codes; an object is made only when one is asked for. */
export class BlockResults {
  readonly batch: PackedBatch;
  /** The code of each transaction; 0 for one that was executed. */
  readonly errors: Uint16Array;

  constructor(batch: PackedBatch) {
    this.batch = batch;
    this.errors = new Uint16Array(batch.count);
  }

  get count(): number {
    return this.batch.count;
  }

  /** Returns the indices of the executed transactions, in order. */
  succeeded(): number[] {
    const indices: number[] = [];
    for (let i = 0; i < this.errors.length; i++) if (this.errors[i] === ErrorCode.OK) indices.push(i);
    return indices;
  }

  at(i: number): TransactionResult {
    const hash = hashAt(this.batch, i).slice();
    const error = this.errors[i] as ErrorCode;
    if (error !== ErrorCode.OK) return { hash, success: false, error, fee: 0n, gasUsed: 0n };
    return { hash, success: true, fee: u64FromHalves(this.batch.feeHigh[i]!, this.batch.feeLow[i]!), gasUsed: 0n };
  }

  toArray(): TransactionResult[] {
    return Array.from({ length: this.count }, (_, i) => this.at(i));
  }
}
