import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { extraDataSize } from '../types/extra-data.ts';
import { transferFields, transfersField } from '../types/transfers.ts';

const ASSET = transferFields.offsetOf('asset');
const DESTINATION = transferFields.offsetOf('destination');
const AMOUNT = transferFields.offsetOf('amount');
const EXTRA_DATA = transferFields.offsetOf('extraData');
const LEAST_SIZE = transferFields.least;

/**
 * Moves along the outputs of a transfers transaction without an allocation. Make one cursor, then for each transaction
 * `cursor.start(batch, i); while (cursor.next()) ...`. The fields of the cursor hold the current output until the next call.
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
  /** Bytes of the extra data, with its 2 bytes of length; 0 when there is none. */
  extraSize = 0;

  #bytes: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #left = 0;

  /** Moves before the first output. Transaction i must be of type transfers. */
  start(batch: PackedBatch, i: number): void {
    const payload = batch.payload[i]!;
    this.#bytes = batch.bytes;
    this.count = transfersField.countAt(this.#bytes, payload);
    this.#left = this.count;
    this.#offset = payload + transfersField.countSize;
  }

  /** Moves to the next output. @returns false when there is none. */
  next(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    const at = this.#offset;
    this.assetOffset = at + ASSET;
    this.destinationOffset = at + DESTINATION;
    this.amountHigh = readU32(this.#bytes, at + AMOUNT);
    this.amountLow = readU32(this.#bytes, at + AMOUNT + 4);
    this.extraSize = extraDataSize(this.#bytes, at + EXTRA_DATA);
    this.#offset = at + LEAST_SIZE + this.extraSize;
    return true;
  }
}
