import { readU16, readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { extraDataSize } from '../types/extra-data.ts';

/**
 * The outputs of one transfers transaction after the other, without allocation: make one cursor, then for each transaction
 * `cursor.start(batch, i); while (cursor.next()) ...`. The fields below hold the current output until the next call.
 */
export class TransferCursor {
  /** Outputs of the transaction. */
  count = 0;
  /** Offset of the asset (32 bytes) in `batch.bytes`. */
  assetOffset = 0;
  /** Offset of the receiver's key (32 bytes) in `batch.bytes`. */
  destinationOffset = 0;
  amountHigh = 0;
  amountLow = 0;
  /** Encoded size of the extra data, its 2 bytes of length included; 0 when there is none. */
  extraSize = 0;

  #bytes: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #left = 0;

  /** Stands before the first output. Transaction i must be of type transfers. */
  start(batch: PackedBatch, i: number): void {
    const payload = batch.payload[i]!;
    this.#bytes = batch.bytes;
    this.count = readU16(this.#bytes, payload);
    this.#left = this.count;
    this.#offset = payload + 2;
  }

  /** Moves to the next output. @returns false when there is none. */
  next(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    const at = this.#offset;
    this.assetOffset = at;
    this.destinationOffset = at + 32;
    this.amountHigh = readU32(this.#bytes, at + 64);
    this.amountLow = readU32(this.#bytes, at + 68);
    this.extraSize = extraDataSize(this.#bytes, at + 72);
    this.#offset = at + 73 + this.extraSize;
    return true;
  }
}
