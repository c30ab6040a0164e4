import type { PackedBatch } from '../packed-batch.ts';
import { extraDataSize } from '../types/extra-data.ts';
import { unoTransferFields, unoTransfersField } from '../types/uno-transfers.ts';
import { ItemCursor } from './item-cursor.ts';

const ASSET = unoTransferFields.offsetOf('asset');
const DESTINATION = unoTransferFields.offsetOf('destination');
const EXTRA_DATA = unoTransferFields.offsetOf('extraData');
// From the end of the extra data.
const COMMITMENT = unoTransferFields.offsetOf('commitment');
const SENDER_HANDLE = unoTransferFields.offsetOf('senderHandle');
const RECEIVER_HANDLE = unoTransferFields.offsetOf('receiverHandle');
const PROOF = unoTransferFields.offsetOf('validityProof');

/** The outputs of an uno transaction, see `ItemCursor`. */
export class UnoCursor extends ItemCursor {
  /** Offset of the asset (32 bytes) in `batch.bytes`. */
  assetOffset = 0;
  /** Offset of the receiver's key (32 bytes) in `batch.bytes`. */
  destinationOffset = 0;
  /** Bytes of the extra data, with its 2 bytes of length; 0 when there is none. */
  extraSize = 0;
  /** Offset of the commitment (32 bytes) in `batch.bytes`. */
  commitmentOffset = 0;
  /** Offset of the sender's handle (32 bytes) in `batch.bytes`. */
  senderHandleOffset = 0;
  /** Offset of the receiver's handle (32 bytes) in `batch.bytes`. */
  receiverHandleOffset = 0;
  /** Offset of the validity proof (160 bytes) in `batch.bytes`. */
  proofOffset = 0;

  /** Moves before the first output. Transaction i must be of type uno_transfers. */
  start(batch: PackedBatch, i: number): void {
    const payload = batch.payload[i]!;
    this.begin(batch.bytes, payload + unoTransfersField.countSize, unoTransfersField.countAt(batch.bytes, payload));
  }

  protected override read(offset: number): number {
    this.assetOffset = offset + ASSET;
    this.destinationOffset = offset + DESTINATION;
    this.extraSize = extraDataSize(this.bytes, offset + EXTRA_DATA);
    const behindExtra = offset + EXTRA_DATA + 1 + this.extraSize;
    this.commitmentOffset = behindExtra + COMMITMENT;
    this.senderHandleOffset = behindExtra + SENDER_HANDLE;
    this.receiverHandleOffset = behindExtra + RECEIVER_HANDLE;
    this.proofOffset = behindExtra + PROOF;
    return unoTransferFields.least + this.extraSize;
  }
}
