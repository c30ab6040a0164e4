import { readU32 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { extraDataSize } from '../types/extra-data.ts';
import { unshieldTransferFields, unshieldTransfersField } from '../types/unshield-transfers.ts';
import { ItemCursor } from './item-cursor.ts';

const ASSET = unshieldTransferFields.offsetOf('asset');
const DESTINATION = unshieldTransferFields.offsetOf('destination');
const AMOUNT = unshieldTransferFields.offsetOf('amount');
const EXTRA_DATA = unshieldTransferFields.offsetOf('extraData');
// From the end of the extra data.
const COMMITMENT = unshieldTransferFields.offsetOf('commitment');
const SENDER_HANDLE = unshieldTransferFields.offsetOf('senderHandle');
const PROOF = unshieldTransferFields.offsetOf('validityProof');

/** The outputs of an unshield transaction, see `ItemCursor`. */
export class UnshieldCursor extends ItemCursor {
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
  /** Offset of the sender's handle (32 bytes) in `batch.bytes`. */
  senderHandleOffset = 0;
  /** Offset of the validity proof (160 bytes) in `batch.bytes`. */
  proofOffset = 0;

  /** Moves before the first output. Transaction i must be of type unshield_transfers. */
  start(batch: PackedBatch, i: number): void {
    const payload = batch.payload[i]!;
    this.begin(
      batch.bytes,
      payload + unshieldTransfersField.countSize,
      unshieldTransfersField.countAt(batch.bytes, payload),
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
    this.senderHandleOffset = behindExtra + SENDER_HANDLE;
    this.proofOffset = behindExtra + PROOF;
    return unshieldTransferFields.least + this.extraSize;
  }
}
