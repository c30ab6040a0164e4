import { MAX_TRANSFER_COUNT, Opcode } from '@tos/protocol';
import { z } from 'zod';
import { hexJson } from '../json-fields.ts';
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

/** One output of an uno transaction: a hidden amount that stays hidden. */
export interface UnoTransfer {
  /** 32 bytes. */
  readonly asset: Uint8Array;
  /** The receiver's key, 32 bytes. */
  readonly destination: Uint8Array;
  /** Up to 1024 bytes; no data (null) and empty data differ on the wire. */
  readonly extraData: Uint8Array | null;
  /** To the amount: compressed point, 32 bytes. */
  readonly commitment: Uint8Array;
  /** Compressed point, 32 bytes. */
  readonly senderHandle: Uint8Array;
  /** Compressed point, 32 bytes. */
  readonly receiverHandle: Uint8Array;
  /** That commitment and handles belong together: 160 bytes, Y0, Y1, Y2, z_r, z_x. */
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

const unoTransferJson = z.codec(
  z.strictObject({
    asset: hexJson(32),
    destination: hexJson(32),
    extra_data: extraDataJson,
    commitment: hexJson(32),
    sender_handle: hexJson(32),
    receiver_handle: hexJson(32),
    ct_validity_proof: proofJson(3, 2),
  }),
  z.custom<UnoTransfer>(),
  {
    decode: ({ extra_data = null, sender_handle, receiver_handle, ct_validity_proof, ...rest }): UnoTransfer => ({
      ...rest,
      extraData: extra_data,
      senderHandle: sender_handle,
      receiverHandle: receiver_handle,
      validityProof: ct_validity_proof,
    }),
    encode: ({ extraData, senderHandle, receiverHandle, validityProof, ...rest }) => ({
      ...rest,
      extra_data: extraData,
      sender_handle: senderHandle,
      receiver_handle: receiverHandle,
      ct_validity_proof: validityProof,
    }),
  },
);

const unoTransfersJson = z.strictObject({
  payload: z.strictObject({ transfers: z.array(unoTransferJson).min(1).max(MAX_TRANSFER_COUNT) }),
  source_commitments: sourceCommitmentsJson,
  range_proof: rangeProofJson,
});

/**
 * On the wire: count 2, then for each transfer asset 32, destination 32, Option{length 2, extra data}, commitment 32, handles of
 * sender and receiver 32 each, proof 160. Extension: source commitments, range proof.
 */
export const unoTransfers: TypeCodec<UnoTransfersPayload> = {
  opcode: Opcode.UNO_TRANSFERS,
  type: 'uno_transfers',
  walk(reader) {
    for (let left = walkTransferCount(reader); left > 0; left--) {
      reader.skip(64);
      walkExtraData(reader);
      reader.skip(96);
      walkProof(reader, 3, 2);
    }
  },
  read(reader, extension) {
    const transfers = Array.from({ length: reader.u16() }, () => ({
      asset: reader.bytes(32),
      destination: reader.bytes(32),
      extraData: readExtraData(reader),
      commitment: reader.bytes(32),
      senderHandle: reader.bytes(32),
      receiverHandle: reader.bytes(32),
      validityProof: reader.bytes(CIPHERTEXT_PROOF_SIZE),
    }));
    const sourceCommitments = readSourceCommitments(extension);
    return { type: 'uno_transfers', transfers, sourceCommitments, rangeProof: readRangeProof(extension) };
  },
  write(writer, { transfers }) {
    writer.list(transfers, 2, 'transfers', (transfer) =>
      writer.object(
        transfer,
        '',
        ({ asset, destination, extraData, commitment, senderHandle, receiverHandle, validityProof }) => {
          writer.fixed(asset, 32, 'asset');
          writer.fixed(destination, 32, 'destination');
          writeExtraData(writer, extraData);
          writer.fixed(commitment, 32, 'commitment');
          writer.fixed(senderHandle, 32, 'senderHandle');
          writer.fixed(receiverHandle, 32, 'receiverHandle');
          writer.fixed(validityProof, CIPHERTEXT_PROOF_SIZE, 'validityProof');
        },
      ),
    );
  },
  extension: {
    walk(reader) {
      walkSourceCommitments(reader);
      walkRangeProof(reader);
    },
    write(writer, { sourceCommitments, rangeProof }) {
      writeSourceCommitments(writer, sourceCommitments);
      writeRangeProof(writer, rangeProof);
    },
  },
  json: z.codec(unoTransfersJson, z.custom<UnoTransfersPayload>(), {
    decode: ({ payload, source_commitments = [], range_proof }): UnoTransfersPayload => ({
      type: 'uno_transfers',
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
