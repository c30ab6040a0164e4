import { ErrorCode, u64FromHalves } from '@tos/protocol';
import { hashAt, type PackedBatch } from '@tos/transaction';

/** What became of one transaction. */
export interface TransactionResult {
  readonly hash: Uint8Array;
  readonly success: boolean;
  /** Only of a failed one. */
  readonly error?: ErrorCode;
  /** Atomic units; 0 for a failed one, which pays nothing. */
  readonly fee: bigint;
  /** 0 until contracts run. */
  readonly gasUsed: bigint;
}

/** The results of a block as a column of codes; objects are made when asked for. */
export class BlockResults {
  readonly batch: PackedBatch;
  /** 0 for a transaction that was executed. */
  readonly errors: Uint16Array;

  constructor(batch: PackedBatch) {
    this.batch = batch;
    this.errors = new Uint16Array(batch.count);
  }

  get count(): number {
    return this.batch.count;
  }

  /** Indices of the executed transactions, in order. */
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
