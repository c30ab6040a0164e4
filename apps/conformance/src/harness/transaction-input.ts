import { type ExactJson, isTosError, TosError } from '@tos/protocol';
import { decodeBatch, decodeSequence, type PackedBatch, wireAt, wireFromHex } from '@tos/transaction';
import { z } from 'zod';
import { readJson } from './json-shapes.ts';
import { wireFromJson } from './json-transaction.ts';

const transactionInput = z.object({
  wire_hex: z.string().nullish(),
  tx: z.custom<ExactJson>().nullish(),
});

/** A transaction as the suite hands it over: bytes, or the JSON form, or both. */
export interface TransactionInput {
  /** Empty when there is none. */
  readonly wireHex: string;
  readonly json: ExactJson;
}

/** @throws TOS_INVALID_FORMAT */
export function readTransactionInput(json: ExactJson): TransactionInput {
  const { wire_hex, tx } = readJson(transactionInput, json, 'transaction');
  return { wireHex: wire_hex ?? '', json: tx ?? null };
}

/**
 * The bytes of a transaction that is executed alone or in a block of transactions: JSON takes over when the wire does not decode.
 * Source: protocol.md §1.
 * @throws TOS_INVALID_FORMAT, TOS_RULE_VIOLATION, TOS_NOT_SUPPORTED
 */
export function wireOfInput({ wireHex, json }: TransactionInput): Uint8Array {
  try {
    const wire = wireFromHex(wireHex);
    decodeBatch([wire]);
    return wire;
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_FORMAT') || json === null) throw error;
    return wireFromJson(json);
  }
}

/**
 * The bytes of a transaction of an imported block: JSON counts only where there is no wire, hex stands without space around it,
 * and what follows the transaction is not looked at. Source: protocol.md §1, §6.6.
 * @throws as `wireOfInput`
 */
export function wireOfBlockInput({ wireHex, json }: TransactionInput): Uint8Array {
  if (wireHex === '' && json !== null) return wireFromJson(json);
  if (wireHex !== wireHex.trim()) {
    throw new TosError('TOS_INVALID_FORMAT', { what: 'hex', reason: 'there is space around it' });
  }
  const { batch } = decodeSequence(wireFromHex(wireHex), 0, 1);
  return wireAt(batch, 0).slice();
}

/** All of them, decoded. @throws as `wireOfInput` */
export function decodeInputs(inputs: readonly TransactionInput[]): PackedBatch {
  return decodeBatch(inputs.map(wireOfInput));
}
