import { ErrorCode, FeeType, u64FromHalves } from '@tos/protocol';
import { senderExists } from '@tos/runtime';
import type { PreparedBlock } from './prepare-block.ts';

/** The one pass over a block in its order: the specification that every executor follows. */
export class InOrderPass {
  readonly #block: PreparedBlock;
  #feeHigh = 0;
  #feeLow = 0;

  constructor(block: PreparedBlock) {
    this.#block = block;
  }

  /** Fees of the transactions applied so far. */
  get gasFee(): bigint {
    return u64FromHalves(this.#feeHigh, this.#feeLow);
  }

  /** Before the first transaction. */
  open(): ErrorCode {
    return this.#block.execution.frame?.open(this.#block.overlay) ?? ErrorCode.OK;
  }

  /** What of transaction i comes before its signature. Changes nothing. */
  check(i: number): ErrorCode {
    const { batch, context, overlay } = this.#block;
    if (!senderExists(i, context.access, overlay)) return ErrorCode.ACCOUNT_NOT_FOUND;
    return this.#block.ruleOf(i).check(batch, i, context, overlay);
  }

  /** What comes after its signature, effects included. When it fails, nothing of the transaction is left. */
  apply(i: number): ErrorCode {
    const { batch, context, overlay } = this.#block;
    overlay.begin();
    let error = this.#block.ruleOf(i).apply(batch, i, context, overlay);
    if (error === ErrorCode.OK && batch.feeType[i] === FeeType.TOS && !this.#collectFee(i)) error = ErrorCode.OVERFLOW;
    if (error === ErrorCode.OK) overlay.accept();
    else overlay.revert();
    return error;
  }

  /** After the last transaction. */
  close(): ErrorCode {
    return this.#block.execution.frame?.close(this.#block.overlay, this.gasFee) ?? ErrorCode.OK;
  }

  #collectFee(i: number): boolean {
    const { batch } = this.#block;
    const low = this.#feeLow + batch.feeLow[i]!;
    const high = this.#feeHigh + batch.feeHigh[i]! + (low > 0xffffffff ? 1 : 0);
    if (high > 0xffffffff) return false;
    this.#feeLow = low >>> 0;
    this.#feeHigh = high;
    return true;
  }
}
