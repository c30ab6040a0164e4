import { MAX_TRANSFER_COUNT, Opcode } from '@tos/protocol';
import { z } from 'zod';
import { hexJson, u64Json } from '../json-fields.ts';
import { extraDataJson, readExtraData, walkExtraData, writeExtraData } from './extra-data.ts';
import {
  CIPHERTEXT_PROOF_SIZE,
  proofJson,
  rangeProofJson,
  readRangeProof,
  readSourceCommitments,
  type SourceCommitment,
  sourceCommitmentsJson,
  walkProof,
  walkRangeProof,
  walkSourceCommitments,
  writeRangeProof,
  writeSourceCommitments,
} from './shielded.ts';
import { walkTransferCount } from './transfer-count.ts';
import type { TypeCodec } from './type-codec.ts';

/** One output of an unshield transaction: a hidden amount that becomes a visible one. */
export interface UnshieldTransfer {
  /** 32 bytes; all zero is TOS. */
  readonly asset: Uint8Array;
  /** The receiver's key, 32 bytes. */
  readonly destination: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
  /** Up to 1024 bytes; no data (null) and empty data differ on the wire. */
  readonly extraData: Uint8Array | null;
  /** To the amount: compressed point, 32 bytes. */
  readonly commitment: Uint8Array;
  /** Compressed point, 32 bytes. */
  readonly senderHandle: Uint8Array;
  /** That commitment and handle belong together: 160 bytes, Y0, Y1, Y2, z_r, z_x. */
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

const unshieldTransferJson = z.codec(
  z.strictObject({
    asset: hexJson(32),
    destination: hexJson(32),
    amount: u64Json,
    extra_data: extraDataJson,
    commitment: hexJson(32),
    sender_handle: hexJson(32),
    ct_validity_proof: proofJson(3, 2),
  }),
  z.custom<UnshieldTransfer>(),
  {
    decode: ({ extra_data = null, sender_handle, ct_validity_proof, ...rest }): UnshieldTransfer => ({
      ...rest,
      extraData: extra_data,
      senderHandle: sender_handle,
      validityProof: ct_validity_proof,
    }),
    encode: ({ extraData, senderHandle, validityProof, ...rest }) => ({
      ...rest,
      extra_data: extraData,
      sender_handle: senderHandle,
      ct_validity_proof: validityProof,
    }),
  },
);

const unshieldTransfersJson = z
  .strictObject({
    payload: z.strictObject({ transfers: z.array(unshieldTransferJson).min(1).max(MAX_TRANSFER_COUNT) }),
    source_commitments: sourceCommitmentsJson,
    range_proof: rangeProofJson.nullable().exactOptional(),
  })
  .refine(
    ({ source_commitments = [], range_proof = null }) => source_commitments.length > 0 === (range_proof !== null),
    'expected range_proof with source_commitments, and not without',
  );

/**
 * On the wire: count 2, then for each transfer asset 32, destination 32, amount 8, Option{length 2, extra data}, commitment 32,
 * handle 32, proof 160. Extension: source commitments; only if there are any, range proof.
 */
export const unshieldTransfers: TypeCodec<UnshieldTransfersPayload> = {
  opcode: Opcode.UNSHIELD_TRANSFERS,
  type: 'unshield_transfers',
  walk(reader) {
    for (let left = walkTransferCount(reader); left > 0; left--) {
      reader.skip(72);
      walkExtraData(reader);
      reader.skip(64);
      walkProof(reader, 3, 2);
    }
  },
  read(reader, extension) {
    const transfers = Array.from({ length: reader.u16() }, () => ({
      asset: reader.bytes(32),
      destination: reader.bytes(32),
      amount: reader.u64(),
      extraData: readExtraData(reader),
      commitment: reader.bytes(32),
      senderHandle: reader.bytes(32),
      validityProof: reader.bytes(CIPHERTEXT_PROOF_SIZE),
    }));
    const sourceCommitments = readSourceCommitments(extension);
    const rangeProof = sourceCommitments.length > 0 ? readRangeProof(extension) : null;
    return { type: 'unshield_transfers', transfers, sourceCommitments, rangeProof };
  },
  write(writer, { transfers }) {
    writer.list(transfers, 2, 'transfers', (transfer) =>
      writer.object(
        transfer,
        '',
        ({ asset, destination, amount, extraData, commitment, senderHandle, validityProof }) => {
          writer.fixed(asset, 32, 'asset');
          writer.fixed(destination, 32, 'destination');
          writer.u64(amount, 'amount');
          writeExtraData(writer, extraData);
          writer.fixed(commitment, 32, 'commitment');
          writer.fixed(senderHandle, 32, 'senderHandle');
          writer.fixed(validityProof, CIPHERTEXT_PROOF_SIZE, 'validityProof');
        },
      ),
    );
  },
  extension: {
    walk(reader) {
      if (walkSourceCommitments(reader) > 0) walkRangeProof(reader);
    },
    write(writer, { sourceCommitments, rangeProof }) {
      writeSourceCommitments(writer, sourceCommitments);
      if (sourceCommitments.length > 0 !== (rangeProof !== null)) {
        throw writer.refuse('rangeProof', 'a proof with source commitments, null without', rangeProof);
      }
      if (rangeProof !== null) writeRangeProof(writer, rangeProof);
    },
  },
  json: z.codec(unshieldTransfersJson, z.custom<UnshieldTransfersPayload>(), {
    decode: ({ payload, source_commitments = [], range_proof = null }): UnshieldTransfersPayload => ({
      type: 'unshield_transfers',
      transfers: payload.transfers,
      sourceCommitments: source_commitments,
      rangeProof: range_proof,
    }),
    encode: ({ transfers, sourceCommitments, rangeProof }) => ({
      payload: { transfers: [...transfers] },
      source_commitments: [...sourceCommitments],
      range_proof: rangeProof,
    }),
  }),
};
