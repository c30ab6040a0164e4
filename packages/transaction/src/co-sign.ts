import { blake3, type KeyPair, type SignOptions, sign } from '@tos/crypto';
import { assertInteger, assertList, assertObject } from '@tos/protocol';
import { encodeTransaction, signingBytes } from './encode.ts';
import type { CoSignature, Transaction, UnsignedTransaction } from './transaction.ts';
import { CO_SIGNATURE_SIZE } from './walk-envelope.ts';

/** What co-signers sign: the hash of the owner's signing bytes, 32 bytes. Source: docs/protocol.md §2.1. @throws as `signingBytes`. */
export function coSigningBytes(transaction: UnsignedTransaction): Uint8Array {
  return blake3(signingBytes(transaction));
}

/**
 * The signature of one of the sender's multisig participants.
 * @param id the signer's index in the list of participants, 0 to 255
 * @throws as `signingBytes` and `sign`, and TOS_INVALID_ARGUMENT for an id that is not 0 to 255
 */
export function coSign(
  transaction: UnsignedTransaction,
  keyPair: KeyPair,
  id: number,
  options?: SignOptions,
): CoSignature {
  assertInteger(id, 'id', 0, 255);
  return { id, signature: sign(keyPair, coSigningBytes(transaction), options) };
}

/**
 * The transaction with these co-signatures instead of its own. A chain accepts exactly as many as the sender's threshold, in any order.
 * The owner's signature does not cover co-signatures, but it covers the fee, and the minimum fee depends on their number: give it to
 * `buildTransaction` as `coSignatures`.
 * @throws as `encodeTransaction`, for an id that occurs twice or is not 0 to 255
 */
export function withCoSignatures(transaction: Transaction, coSignatures: readonly CoSignature[]): Transaction {
  assertObject(transaction, 'transaction');
  assertList(coSignatures, 'coSignatures');
  const signed: Transaction = { ...transaction, multisig: [...coSignatures] };
  encodeTransaction(signed);
  return signed;
}

/** Bytes that `count` co-signatures add to a transaction without a multisig field. */
export function coSignaturesSize(count: number): number {
  return count === 0 ? 0 : 1 + count * CO_SIGNATURE_SIZE;
}
