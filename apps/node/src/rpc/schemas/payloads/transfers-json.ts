import { bytesToHex, encodeAddress } from '@tos/crypto';
import type { Network } from '@tos/protocol';
import type { ShieldTransfer, Transfer, UnoTransfer, UnshieldTransfer } from '@tos/transaction';
import { z } from 'zod';
import { addressText, byteList, byteList32, hashText, u64Number } from '../result-values.ts';

// Outputs of the transfer-like types. As in the original, plain transfers have an address as their destination, the others a key.

export type TransferJson = { asset: string; destination: string; amount: bigint; extra_data: number[] | null };

export type UnoTransferJson = {
  asset: string;
  destination: number[];
  extra_data: number[] | null;
  commitment: number[];
  sender_handle: number[];
  receiver_handle: number[];
  ct_validity_proof: ValidityProofJson;
};

export type ShieldTransferJson = {
  asset: string;
  destination: number[];
  amount: bigint;
  extra_data: number[] | null;
  commitment: number[];
  receiver_handle: number[];
  proof: { Y_H: number[]; Y_P: number[]; z: number[] };
};

export type UnshieldTransferJson = {
  asset: string;
  destination: number[];
  amount: bigint;
  extra_data: number[] | null;
  commitment: number[];
  sender_handle: number[];
  ct_validity_proof: ValidityProofJson;
};

type ValidityProofJson = { Y_0: number[]; Y_1: number[]; Y_2: number[]; z_r: number[]; z_x: number[] };

const extraDataJson = byteList.nullable();
const validityProofJson = z.strictObject({
  Y_0: byteList32,
  Y_1: byteList32,
  Y_2: byteList32,
  z_r: byteList32,
  z_x: byteList32,
});

export const transferJson: z.ZodType<TransferJson, TransferJson> = z.strictObject({
  asset: hashText,
  destination: addressText,
  amount: u64Number,
  extra_data: extraDataJson,
});

export const unoTransferJson: z.ZodType<UnoTransferJson, UnoTransferJson> = z.strictObject({
  asset: hashText,
  destination: byteList32,
  extra_data: extraDataJson,
  commitment: byteList32,
  sender_handle: byteList32,
  receiver_handle: byteList32,
  ct_validity_proof: validityProofJson,
});

export const shieldTransferJson: z.ZodType<ShieldTransferJson, ShieldTransferJson> = z.strictObject({
  asset: hashText,
  destination: byteList32,
  amount: u64Number,
  extra_data: extraDataJson,
  commitment: byteList32,
  receiver_handle: byteList32,
  proof: z.strictObject({ Y_H: byteList32, Y_P: byteList32, z: byteList32 }),
});

export const unshieldTransferJson: z.ZodType<UnshieldTransferJson, UnshieldTransferJson> = z.strictObject({
  asset: hashText,
  destination: byteList32,
  amount: u64Number,
  extra_data: extraDataJson,
  commitment: byteList32,
  sender_handle: byteList32,
  ct_validity_proof: validityProofJson,
});

/** @param network whose address the destination has */
export function toTransferJson(transfer: Transfer, network: Network): TransferJson {
  return {
    asset: bytesToHex(transfer.asset),
    destination: encodeAddress(transfer.destination, network),
    amount: transfer.amount,
    extra_data: transfer.extraData && Array.from(transfer.extraData),
  };
}

export function toUnoTransferJson(transfer: UnoTransfer): UnoTransferJson {
  return {
    asset: bytesToHex(transfer.asset),
    destination: Array.from(transfer.destination),
    extra_data: transfer.extraData && Array.from(transfer.extraData),
    commitment: Array.from(transfer.commitment),
    sender_handle: Array.from(transfer.senderHandle),
    receiver_handle: Array.from(transfer.receiverHandle),
    ct_validity_proof: toValidityProofJson(transfer.validityProof),
  };
}

export function toShieldTransferJson(transfer: ShieldTransfer): ShieldTransferJson {
  const { proof } = transfer;
  return {
    asset: bytesToHex(transfer.asset),
    destination: Array.from(transfer.destination),
    amount: transfer.amount,
    extra_data: transfer.extraData && Array.from(transfer.extraData),
    commitment: Array.from(transfer.commitment),
    receiver_handle: Array.from(transfer.receiverHandle),
    // Source: docs/protocol.md §2.2.
    proof: { Y_H: partOf(proof, 0), Y_P: partOf(proof, 1), z: partOf(proof, 2) },
  };
}

export function toUnshieldTransferJson(transfer: UnshieldTransfer): UnshieldTransferJson {
  return {
    asset: bytesToHex(transfer.asset),
    destination: Array.from(transfer.destination),
    amount: transfer.amount,
    extra_data: transfer.extraData && Array.from(transfer.extraData),
    commitment: Array.from(transfer.commitment),
    sender_handle: Array.from(transfer.senderHandle),
    ct_validity_proof: toValidityProofJson(transfer.validityProof),
  };
}

/** Source of the order: docs/protocol.md §2.2. */
function toValidityProofJson(proof: Uint8Array): ValidityProofJson {
  const part = (n: number): number[] => partOf(proof, n);
  return { Y_0: part(0), Y_1: part(1), Y_2: part(2), z_r: part(3), z_x: part(4) };
}

function partOf(proof: Uint8Array, n: number): number[] {
  return Array.from(proof.subarray(32 * n, 32 * (n + 1)));
}
