import { Opcode } from '@tos/protocol';
import { bytes, jsonNamed, type ListField, option, type RecordField, record, rowsOf, u64 } from '../fields/index.ts';
import type { WireWriter } from '../wire-writer.ts';
import { type DefinedType, defineType } from './define-type.ts';
import { extraData } from './extra-data.ts';
import { ciphertextProof, rangeProof, type SourceCommitment, sourceCommitments } from './shielded.ts';
import { transferList } from './transfer-list.ts';

/** One output of an unshield transaction: a hidden amount that becomes a visible one. */
export interface UnshieldTransfer {
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
  readonly senderHandle: Uint8Array;
  /** Proof that commitment and handle belong together, 160 bytes: Y0, Y1, Y2, z_r, z_x. */
  readonly validityProof: Uint8Array;
}

/** Moves coins from the sender's hidden balances to visible ones. */
export interface UnshieldTransfersPayload {
  readonly type: 'unshield_transfers';
  /** 1 to 500. */
  readonly transfers: readonly UnshieldTransfer[];
  /** Up to 255. */
  readonly sourceCommitments: readonly SourceCommitment[];
  /** 288 bytes and 64 more for each round; null when there are no source commitments, and only then. */
  readonly rangeProof: Uint8Array | null;
}

export const unshieldTransferFields: RecordField<UnshieldTransfer> = record({
  asset: bytes(32),
  destination: bytes(32),
  amount: u64,
  extraData,
  commitment: bytes(32),
  senderHandle: bytes(32),
  validityProof: jsonNamed(ciphertextProof, 'ct_validity_proof'),
});

export const unshieldTransfersField: ListField<UnshieldTransfer> = transferList(unshieldTransferFields);

type Extension = Pick<UnshieldTransfersPayload, 'sourceCommitments' | 'rangeProof'>;

/** The range proof is there only where there are source commitments, and has no presence byte. */
const extension: RecordField<Extension> = {
  ...record<Extension>({ sourceCommitments, rangeProof: option(rangeProof) }),
  least: sourceCommitments.least,
  walk(reader) {
    const count = sourceCommitments.countAt(reader.source, reader.offset);
    sourceCommitments.walk(reader);
    if (count > 0) rangeProof.walk(reader);
  },
  read(reader) {
    const commitments = sourceCommitments.read(reader);
    return { sourceCommitments: commitments, rangeProof: commitments.length > 0 ? rangeProof.read(reader) : null };
  },
  write: (writer, value, name) => writer.object(value, name, (given) => writeExtension(writer, given)),
  writeMembers: writeExtension,
  rows: () => [
    ...sourceCommitments.rows('source commitments'),
    ...rowsOf('with source commitments', rangeProof.rows('range proof')),
  ],
};

const defined = defineType({
  opcode: Opcode.UNSHIELD_TRANSFERS,
  type: 'unshield_transfers',
  payload: record({ transfers: unshieldTransfersField }),
  extension,
});

export const unshieldTransfers: DefinedType<UnshieldTransfersPayload> = {
  ...defined,
  json: (make) =>
    defined
      .json(make)
      .refine(
        (payload) => payload.sourceCommitments.length > 0 === (payload.rangeProof !== null),
        'expected range_proof with source_commitments, and not without',
      ),
};

function writeExtension(writer: WireWriter, { sourceCommitments: commitments, rangeProof: proof }: Extension): void {
  sourceCommitments.write(writer, commitments, 'sourceCommitments');
  if (commitments.length > 0 !== (proof !== null)) {
    throw writer.refuse('rangeProof', 'a proof with source commitments, null without', proof);
  }
  if (proof !== null) rangeProof.write(writer, proof, 'rangeProof');
}
