import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { extraDataSize } from '../types/extra-data.ts';
import { shieldTransferFields, shieldTransfersField } from '../types/shield-transfers.ts';
import { ItemCursor } from './item-cursor.ts';

const ASSET = shieldTransferFields.offsetOf('asset');
const DESTINATION = shieldTransferFields.offsetOf('destination');
const AMOUNT = shieldTransferFields.offsetOf('amount');
const EXTRA_DATA = shieldTransferFields.offsetOf('extraData');
// From the end of the extra data.
const COMMITMENT = shieldTransferFields.offsetOf('commitment');
const RECEIVER_HANDLE = shieldTransferFields.offsetOf('receiverHandle');
const PROOF = shieldTransferFields.offsetOf('proof');

/** The outputs of a shield transaction, see `ItemCursor`. */
export class ShieldCursor extends ItemCursor {
  /** Offset of the asset (32 bytes) in `batch.bytes`. */
  assetOffset = 0;
  /** Offset of the receiver's key (32 bytes) in `batch.bytes`. */
  destinationOffset = 0;
  amountHigh = 0;
  amountLow = 0;
  /** Bytes of the extra data, with its 2 bytes of length; 0 when there is none. */
  extraSize = 0;
  /** Offset of the commitment (32 bytes) in `batch.bytes`. */
  commitmentOffset = 0;
  /** Offset of the receiver's handle (32 bytes) in `batch.bytes`. */
  receiverHandleOffset = 0;
  /** Offset of the proof (96 bytes) in `batch.bytes`. */
  proofOffset = 0;

  /** Moves before the first output. Transaction i must be of type shield_transfers. */
  start(batch: PackedBatch, i: number): void {
    const payload = batch.payload[i]!;
    this.begin(
      batch.bytes,
      payload + shieldTransfersField.countSize,
      shieldTransfersField.countAt(batch.bytes, payload),
    );
  }

  protected override read(offset: number): number {
    this.assetOffset = offset + ASSET;
    this.destinationOffset = offset + DESTINATION;
    this.amountHigh = readU32(this.bytes, offset + AMOUNT);
    this.amountLow = readU32(this.bytes, offset + AMOUNT + 4);
    this.extraSize = extraDataSize(this.bytes, offset + EXTRA_DATA);
    const behindExtra = offset + EXTRA_DATA + 1 + this.extraSize;
    this.commitmentOffset = behindExtra + COMMITMENT;
    this.receiverHandleOffset = behindExtra + RECEIVER_HANDLE;
    this.proofOffset = behindExtra + PROOF;
    return shieldTransferFields.least + this.extraSize;
  }
}
