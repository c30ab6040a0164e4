import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { DELEGATION_SIZE } from '../types/energy.ts';
import { ItemCursor } from './item-cursor.ts';

/** The delegatees of freeze_tos_delegate, see `ItemCursor`. A key may occur twice. */
export class DelegateeCursor extends ItemCursor {
  /** Offset of the key (32 bytes) in `batch.bytes`. */
  delegateeOffset = 0;
  amountHigh = 0;
  amountLow = 0;

  /** Stands before the first delegatee. Transaction i must be of that variant. */
  start(batch: PackedBatch, i: number): void {
    const at = batch.payload[i]! + 5;
    this.begin(batch.bytes, at + 4, readU32(batch.bytes, at));
  }

  protected override read(offset: number): number {
    this.delegateeOffset = offset;
    this.amountHigh = readU32(this.bytes, offset + 32);
    this.amountLow = readU32(this.bytes, offset + 36);
    return DELEGATION_SIZE;
  }
}
