import { Opcode } from '@tos/protocol';
import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { depositFields, deposits } from '../types/deposits.ts';
import * as deployView from './deploy-view.ts';
import * as invokeView from './invoke-view.ts';
import { ItemCursor } from './item-cursor.ts';

// One byte of the field is the kind.
const AMOUNT = depositFields.offsetOf('amount') + 1;

/** The deposits of a call or of a deployment, see `ItemCursor`. No asset occurs twice. */
export class DepositCursor extends ItemCursor {
  /** Offset of the asset (32 bytes) in `batch.bytes`. */
  assetOffset = 0;
  amountHigh = 0;
  amountLow = 0;

  /** Moves before the first deposit. Transaction i must be of type invoke_contract or deploy_contract. */
  start(batch: PackedBatch, i: number): void {
    const at = depositsOffset(batch, i);
    if (at === 0) this.begin(batch.bytes, 0, 0);
    else this.begin(batch.bytes, at + deposits.countSize, deposits.countAt(batch.bytes, at));
  }

  protected override read(offset: number): number {
    this.assetOffset = offset;
    this.amountHigh = readU32(this.bytes, offset + AMOUNT);
    this.amountLow = readU32(this.bytes, offset + AMOUNT + 4);
    return depositFields.least;
  }
}

/** Offset of the count of deposits; 0 for a deployment without a call. */
function depositsOffset(batch: PackedBatch, i: number): number {
  if (batch.type[i] === Opcode.INVOKE_CONTRACT) return invokeView.depositsOffset(batch, i);
  return deployView.hasInvoke(batch, i) ? deployView.depositsOffset(batch, i) : 0;
}
