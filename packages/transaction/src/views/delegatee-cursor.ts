import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { delegatedAmountFields, delegateesField, freezeTosDelegateFields } from '../types/energy.ts';
import { ItemCursor } from './item-cursor.ts';

// The first byte of the payload is the variant.
const DELEGATEES = 1 + freezeTosDelegateFields.offsetOf('delegatees');
const AMOUNT = delegatedAmountFields.offsetOf('amount');

/** The delegatees of freeze_tos_delegate, see `ItemCursor`. A key may occur twice. */
export class DelegateeCursor extends ItemCursor {
  /** Offset of the key (32 bytes) in `batch.bytes`. */
  delegateeOffset = 0;
  amountHigh = 0;
  amountLow = 0;

  /** Moves before the first delegatee. Transaction i must be of the variant freeze_tos_delegate. */
  start(batch: PackedBatch, i: number): void {
    const at = batch.payload[i]! + DELEGATEES;
    this.begin(batch.bytes, at + delegateesField.countSize, delegateesField.countAt(batch.bytes, at));
  }

  protected override read(offset: number): number {
    this.delegateeOffset = offset;
    this.amountHigh = readU32(this.bytes, offset + AMOUNT);
    this.amountLow = readU32(this.bytes, offset + AMOUNT + 4);
    return delegatedAmountFields.least;
  }
}
