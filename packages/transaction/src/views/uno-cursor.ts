import { readU16 } from '../big-endian.ts';
import type { PackedBatch } from '../packed-batch.ts';
import { extraDataSize } from '../types/extra-data.ts';
import { CIPHERTEXT_PROOF_SIZE } from '../types/shielded.ts';
import { ItemCursor } from './item-cursor.ts';

/** The outputs of an uno transaction, see `ItemCursor`. */
export class UnoCursor extends ItemCursor {
  /** Offset of the asset (32 bytes) in `batch.bytes`. */
  assetOffset = 0;
  /** Offset of the receiver's key (32 bytes) in `batch.bytes`. */
  destinationOffset = 0;
  /** Encoded size of the extra data, its 2 bytes of length included; 0 when there is none. */
  extraSize = 0;
  /** Offset of the commitment (32 bytes) in `batch.bytes`. */
  commitmentOffset = 0;
  /** Offset of the sender's handle (32 bytes) in `batch.bytes`. */
  senderHandleOffset = 0;
  /** Offset of the receiver's handle (32 bytes) in `batch.bytes`. */
  receiverHandleOffset = 0;
  /** Offset of the validity proof (160 bytes) in `batch.bytes`. */
  proofOffset = 0;

  /** Stands before the first output. Transaction i must be of type uno_transfers. */
  start(batch: PackedBatch, i: number): void {
    const payload = batch.payload[i]!;
    this.begin(batch.bytes, payload + 2, readU16(batch.bytes, payload));
  }

  protected override read(offset: number): number {
    this.assetOffset = offset;
    this.destinationOffset = offset + 32;
    this.extraSize = extraDataSize(this.bytes, offset + 64);
    this.commitmentOffset = offset + 65 + this.extraSize;
    this.senderHandleOffset = this.commitmentOffset + 32;
    this.receiverHandleOffset = this.senderHandleOffset + 32;
    this.proofOffset = this.receiverHandleOffset + 32;
    return this.proofOffset + CIPHERTEXT_PROOF_SIZE - offset;
  }
}
