import { type ExactJson, isTosError, TosError } from '@tos/protocol';
import { decodeBatch, decodeSequence, type PackedBatch, wireAt, wireFromHex } from '@tos/transaction';
import { z } from 'zod';
import { readJson } from './json-shapes.ts';
import { type JsonTransaction, transactionOfJson } from './json-transaction.ts';
import type { Misfit, Misfits } from './misfit.ts';

const transactionInput = z.object({
  wire_hex: z.string().nullish(),
  tx: z.custom<ExactJson>().nullish(),
});

/** A transaction as the suite sends it: bytes, or the JSON form, or both. */
export interface TransactionInput {
  /** The bytes as hex; empty when the suite sends none. */
  readonly wireHex: string;
  readonly json: ExactJson;
}

/** Decoded transactions, ready for execution. */
export interface DecodedInputs {
  readonly batch: PackedBatch;
  readonly misfits: Misfits;
}

/** @throws TOS_INVALID_FORMAT */
export function readTransactionInput(json: ExactJson): TransactionInput {
  const { wire_hex, tx } = readJson(transactionInput, json, 'transaction');
  return { wireHex: wire_hex ?? '', json: tx ?? null };
}

/**
 * Decodes transactions that are executed alone or in a block of transactions. The JSON form is used when the bytes do not decode.
 * Source: docs/protocol.md §1.
 * @throws TOS_INVALID_FORMAT, TOS_NOT_SUPPORTED
 */
export function decodeInputs(inputs: readonly TransactionInput[]): DecodedInputs {
  return decoded(inputs.map(transactionOfInput));
}

/**
 * Decodes the transactions of an imported block. The JSON form is used only when there are no bytes, the hex has no space around it, and
 * bytes behind the transaction are ignored. Source: docs/protocol.md §1, §6.6.
 * @throws the errors of `decodeInputs`
 */
export function decodeBlockInputs(inputs: readonly TransactionInput[]): DecodedInputs {
  return decoded(inputs.map(transactionOfBlockInput));
}

function transactionOfInput({ wireHex, json }: TransactionInput): JsonTransaction {
  try {
    const wire = wireFromHex(wireHex);
    decodeBatch([wire]);
    return { wire, misfit: null };
  } catch (error) {
    if (!isTosError(error, 'TOS_INVALID_FORMAT') || json === null) throw error;
    return transactionOfJson(json);
  }
}

function transactionOfBlockInput({ wireHex, json }: TransactionInput): JsonTransaction {
  if (wireHex === '' && json !== null) return transactionOfJson(json);
  if (wireHex !== wireHex.trim()) {
    throw new TosError('TOS_INVALID_FORMAT', { what: 'hex', reason: 'there is space around it' });
  }
  const { batch } = decodeSequence(wireFromHex(wireHex), 0, 1);
  return { wire: wireAt(batch, 0).slice(), misfit: null };
}

function decoded(transactions: readonly JsonTransaction[]): DecodedInputs {
  const misfits = new Map<number, Misfit>();
  for (const [i, { misfit }] of transactions.entries()) if (misfit !== null) misfits.set(i, misfit);
  return { batch: decodeBatch(transactions.map(({ wire }) => wire)), misfits };
}
