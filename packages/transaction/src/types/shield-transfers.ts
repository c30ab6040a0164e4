import { Opcode } from '@tos/protocol';
import { bytes, type ListField, type RecordField, record, u64 } from '../fields/index.ts';
import { type DefinedType, defineType } from './define-type.ts';
import { extraData } from './extra-data.ts';
import { type SourceCommitment, shieldProof, sourceCommitments } from './shielded.ts';
import { transferList } from './transfer-list.ts';

/** One output of a shield transaction: a visible amount that becomes a hidden one. */
export interface ShieldTransfer {
  /** 32 bytes; all zero is TOS. */
  readonly asset: Uint8Array;
  /** The receiver's key, 32 bytes. */
  readonly destination: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
  /** Up to 1,024 bytes. No data (null) and empty data differ on the wire. */
  readonly extraData: Uint8Array | null;
  /** Commitment to the amount: compressed point, 32 bytes. */
  readonly commitment: Uint8Array;
  /** Compressed point, 32 bytes. */
  readonly receiverHandle: Uint8Array;
  /** Proof that the commitment is to the amount, 96 bytes: Y_H, Y_P, z. */
  readonly proof: Uint8Array;
}

/** Moves coins of the sender to hidden balances. */
export interface ShieldTransfersPayload {
  readonly type: 'shield_transfers';
  /** 1 to 500. */
  readonly transfers: readonly ShieldTransfer[];
  /** Up to 255. The rule refuses a shield transaction that has any. */
  readonly sourceCommitments: readonly SourceCommitment[];
}

export const shieldTransferFields: RecordField<ShieldTransfer> = record({
  asset: bytes(32),
  destination: bytes(32),
  amount: u64,
  extraData,
  commitment: bytes(32),
  receiverHandle: bytes(32),
  proof: shieldProof,
});

export const shieldTransfersField: ListField<ShieldTransfer> = transferList(shieldTransferFields);

export const shieldTransfers: DefinedType<ShieldTransfersPayload> = defineType({
  opcode: Opcode.SHIELD_TRANSFERS,
  type: 'shield_transfers',
  payload: record({ transfers: shieldTransfersField }),
  extension: record({ sourceCommitments }),
});
