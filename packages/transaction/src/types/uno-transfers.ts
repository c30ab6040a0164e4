import { Opcode } from '@tos/protocol';
import { bytes, jsonNamed, type ListField, type RecordField, record } from '../fields/index.ts';
import { type DefinedType, defineType } from './define-type.ts';
import { extraData } from './extra-data.ts';
import { ciphertextProof, rangeProof, type SourceCommitment, sourceCommitments } from './shielded.ts';
import { transferList } from './transfer-list.ts';

/** One output of an uno transaction: a hidden amount that stays hidden. */
export interface UnoTransfer {
  /** 32 bytes. */
  readonly asset: Uint8Array;
  /** The receiver's key, 32 bytes. */
  readonly destination: Uint8Array;
  /** Up to 1,024 bytes. No data (null) and empty data differ on the wire. */
  readonly extraData: Uint8Array | null;
  /** Commitment to the amount: compressed point, 32 bytes. */
  readonly commitment: Uint8Array;
  /** Compressed point, 32 bytes. */
  readonly senderHandle: Uint8Array;
  /** Compressed point, 32 bytes. */
  readonly receiverHandle: Uint8Array;
  /** Proof that commitment and handles belong together, 160 bytes: Y0, Y1, Y2, z_r, z_x. */
  readonly validityProof: Uint8Array;
}

/** Moves hidden amounts. */
export interface UnoTransfersPayload {
  readonly type: 'uno_transfers';
  /** 1 to 500. */
  readonly transfers: readonly UnoTransfer[];
  /** Up to 255. */
  readonly sourceCommitments: readonly SourceCommitment[];
  /** 288 bytes and 64 more for each round. */
  readonly rangeProof: Uint8Array;
}

export const unoTransferFields: RecordField<UnoTransfer> = record({
  asset: bytes(32),
  destination: bytes(32),
  extraData,
  commitment: bytes(32),
  senderHandle: bytes(32),
  receiverHandle: bytes(32),
  validityProof: jsonNamed(ciphertextProof, 'ct_validity_proof'),
});

export const unoTransfersField: ListField<UnoTransfer> = transferList(unoTransferFields);

export const unoTransfers: DefinedType<UnoTransfersPayload> = defineType({
  opcode: Opcode.UNO_TRANSFERS,
  type: 'uno_transfers',
  payload: record({ transfers: unoTransfersField }),
  extension: record({ sourceCommitments, rangeProof }),
});
