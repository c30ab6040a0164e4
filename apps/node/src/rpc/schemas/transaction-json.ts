import { bytesToHex, encodeAddress } from '@tos/crypto';
import type { Network } from '@tos/protocol';
import { hashAt, type PackedBatch, transactionAt } from '@tos/transaction';
import { z } from 'zod';
import { type PayloadJson, payloadJson, toPayloadJson } from './payloads/payload-json.ts';
import { addressText, hashText, hexText, safeInteger, u64Number } from './result-values.ts';

/** A transaction in the original's form, as it stands in the JSON of a block. */
export type TransactionJson = {
  hash: string;
  version: number;
  chain_id: number;
  source: string;
  data: PayloadJson;
  fee: bigint;
  /** 0 TOS, 1 ENERGY, 2 UNO. The original leaves it out, so that nobody can build the transaction again from its JSON. */
  fee_type: number;
  nonce: bigint;
  reference: { hash: string; topoheight: bigint };
  multisig: { signatures: { id: number; signature: string }[] } | null;
  signature: string;
  /** Bytes on the wire. */
  size: number;
};

/** A transaction, and where it is. */
export type TransactionResponseJson = {
  /** Every stored block that has the transaction, those without a place in the order included; null when there is none. */
  blocks: string[] | null;
  executed_in_block: string | null;
  in_mempool: boolean;
  /** Seconds since 1970; null outside the mempool. */
  first_seen: number | null;
} & TransactionJson;

const transactionMembers = {
  hash: hashText,
  version: safeInteger,
  chain_id: safeInteger,
  source: addressText,
  data: payloadJson,
  fee: u64Number,
  fee_type: safeInteger,
  nonce: u64Number,
  reference: z.strictObject({ hash: hashText, topoheight: u64Number }),
  multisig: z.strictObject({ signatures: z.array(z.strictObject({ id: safeInteger, signature: hexText })) }).nullable(),
  signature: hexText,
  size: safeInteger,
};

export const transactionJson: z.ZodType<TransactionJson, TransactionJson> = z.strictObject(transactionMembers);

export const transactionResponseJson: z.ZodType<TransactionResponseJson, TransactionResponseJson> = z.strictObject({
  blocks: z.array(hashText).nullable(),
  executed_in_block: hashText.nullable(),
  in_mempool: z.boolean(),
  first_seen: safeInteger.nullable(),
  ...transactionMembers,
});

/** Where a transaction is. */
export interface TransactionPlace {
  /** Hashes of the stored blocks that have it. */
  readonly blocks: readonly Uint8Array[];
  /** Hash of the one with a place in the order. */
  readonly executedIn: Uint8Array | null;
  /** Milliseconds since 1970 at which it came into the mempool; null where it does not wait. */
  readonly firstSeen: number | null;
}

/** Transaction i of a batch. @param network whose addresses it has */
export function toTransactionJson(batch: PackedBatch, i: number, network: Network): TransactionJson {
  const { payload, reference, multisig, ...transaction } = transactionAt(batch, i);
  return {
    hash: bytesToHex(hashAt(batch, i)),
    version: transaction.version,
    chain_id: transaction.chainId,
    source: encodeAddress(transaction.source, network),
    data: toPayloadJson(payload, network),
    fee: transaction.fee,
    fee_type: transaction.feeType,
    nonce: transaction.nonce,
    reference: { hash: bytesToHex(reference.hash), topoheight: reference.topoheight },
    multisig: multisig && {
      signatures: multisig.map(({ id, signature }) => ({ id, signature: bytesToHex(signature) })),
    },
    signature: bytesToHex(transaction.signature),
    size: batch.length[i]!,
  };
}

export function toTransactionResponseJson(
  transaction: TransactionJson,
  { blocks, executedIn, firstSeen }: TransactionPlace,
): TransactionResponseJson {
  return {
    blocks: blocks.length === 0 ? null : blocks.map(bytesToHex),
    executed_in_block: executedIn && bytesToHex(executedIn),
    in_mempool: firstSeen !== null,
    first_seen: firstSeen === null ? null : Math.floor(firstSeen / 1000),
    ...transaction,
  };
}
