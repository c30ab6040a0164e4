import { MAX_TRANSFER_COUNT, Opcode } from '@tos/protocol';
import { z } from 'zod';
import { hexJson, u64Json } from '../json-fields.ts';
import { extraDataJson, readExtraData, walkExtraData, writeExtraData } from './extra-data.ts';
import {
  proofJson,
  readSourceCommitments,
  SHIELD_PROOF_SIZE,
  type SourceCommitment,
  sourceCommitmentsJson,
  walkProof,
  walkSourceCommitments,
  writeSourceCommitments,
} from './shielded.ts';
import { walkTransferCount } from './transfer-count.ts';
import type { TypeCodec } from './type-codec.ts';

/** One output of a shield transaction: a visible amount that becomes a hidden one. */
export interface ShieldTransfer {
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
  readonly receiverHandle: Uint8Array;
  /** That the commitment is to the amount: 96 bytes, Y_H, Y_P, z. */
  readonly proof: Uint8Array;
}

/** Moves coins of the sender to hidden balances. */
export interface ShieldTransfersPayload {
  readonly type: 'shield_transfers';
  /** 1 to 500. */
  readonly transfers: readonly ShieldTransfer[];
  /** Up to 255; none has a use here. */
  readonly sourceCommitments: readonly SourceCommitment[];
}

const shieldTransferJson = z.codec(
  z.strictObject({
    asset: hexJson(32),
    destination: hexJson(32),
    amount: u64Json,
    extra_data: extraDataJson,
    commitment: hexJson(32),
    receiver_handle: hexJson(32),
    proof: proofJson(2, 1),
  }),
  z.custom<ShieldTransfer>(),
  {
    decode: ({ extra_data = null, receiver_handle, ...rest }): ShieldTransfer => ({
      ...rest,
      extraData: extra_data,
      receiverHandle: receiver_handle,
    }),
    encode: ({ extraData, receiverHandle, ...rest }) => ({
      ...rest,
      extra_data: extraData,
      receiver_handle: receiverHandle,
    }),
  },
);

const shieldTransfersJson = z.strictObject({
  payload: z.strictObject({ transfers: z.array(shieldTransferJson).min(1).max(MAX_TRANSFER_COUNT) }),
  source_commitments: sourceCommitmentsJson,
});

/**
 * On the wire: count 2, then for each transfer asset 32, destination 32, amount 8, Option{length 2, extra data}, commitment 32,
 * handle 32, proof 96. Extension: source commitments.
 */
export const shieldTransfers: TypeCodec<ShieldTransfersPayload> = {
  opcode: Opcode.SHIELD_TRANSFERS,
  type: 'shield_transfers',
  walk(reader) {
    for (let left = walkTransferCount(reader); left > 0; left--) {
      reader.skip(72);
      walkExtraData(reader);
      reader.skip(64);
      walkProof(reader, 2, 1);
    }
  },
  read(reader, extension) {
    const transfers = Array.from({ length: reader.u16() }, () => ({
      asset: reader.bytes(32),
      destination: reader.bytes(32),
      amount: reader.u64(),
      extraData: readExtraData(reader),
      commitment: reader.bytes(32),
      receiverHandle: reader.bytes(32),
      proof: reader.bytes(SHIELD_PROOF_SIZE),
    }));
    return { type: 'shield_transfers', transfers, sourceCommitments: readSourceCommitments(extension) };
  },
  write(writer, { transfers }) {
    writer.list(transfers, 2, 'transfers', (transfer) =>
      writer.object(transfer, '', ({ asset, destination, amount, extraData, commitment, receiverHandle, proof }) => {
        writer.fixed(asset, 32, 'asset');
        writer.fixed(destination, 32, 'destination');
        writer.u64(amount, 'amount');
        writeExtraData(writer, extraData);
        writer.fixed(commitment, 32, 'commitment');
        writer.fixed(receiverHandle, 32, 'receiverHandle');
        writer.fixed(proof, SHIELD_PROOF_SIZE, 'proof');
      }),
    );
  },
  extension: {
    walk(reader) {
      walkSourceCommitments(reader);
    },
    write(writer, { sourceCommitments }) {
      writeSourceCommitments(writer, sourceCommitments);
    },
  },
  json: z.codec(shieldTransfersJson, z.custom<ShieldTransfersPayload>(), {
    decode: ({ payload, source_commitments = [] }): ShieldTransfersPayload => ({
      type: 'shield_transfers',
      transfers: payload.transfers,
      sourceCommitments: source_commitments,
    }),
    encode: ({ transfers, sourceCommitments }) => ({
      payload: { transfers: [...transfers] },
      source_commitments: [...sourceCommitments],
    }),
  }),
};
