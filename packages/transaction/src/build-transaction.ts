import { type KeyPair, sign } from '@tos/crypto';
import {
  assertBytes,
  assertInteger,
  assertNetwork,
  assertObject,
  assertOneOf,
  FeeType,
  MAX_MULTISIG_PARTICIPANTS,
  type Network,
} from '@tos/protocol';
import { coSignaturesSize } from './co-sign.ts';
import { encodeTransaction, signingBytes } from './encode.ts';
import { minimumFee } from './minimum-fee.ts';
import type { Reference, Transaction, UnsignedTransaction } from './transaction.ts';
import type { Payload } from './types/codecs.ts';

export interface BuildOptions {
  readonly network: Network;
  /** The pair that signs. */
  readonly keyPair: KeyPair;
  /**
   * Key of the account that the transaction is of, 32 bytes. An agent account where its controller or one of its session keys signs. When
   * absent, the account of the key pair.
   */
  readonly source?: Uint8Array;
  readonly payload: Payload;
  /** The source's account nonce: the number of its transactions so far. */
  readonly nonce: bigint;
  readonly reference: Reference;
  /** Atomic units. When absent, the minimum, which is 0 for energy transactions and for fee types other than TOS. */
  readonly fee?: bigint;
  /** When absent, TOS. */
  readonly feeType?: FeeType;
  /** Number of co-signatures that `withCoSignatures` will add: the minimum fee depends on it. When absent, 0. */
  readonly coSignatures?: number;
  /** `deterministic` gives the same signature every time. When absent, `random`. */
  readonly signatureNonce?: 'random' | 'deterministic';
}

/**
 * Builds and signs a transaction, without co-signatures.
 * @throws TOS_INVALID_ARGUMENT naming the option that is wrong, and whatever `encodeTransaction` throws
 */
export function buildTransaction(options: BuildOptions): Transaction {
  assertObject(options, 'options');
  const { network, keyPair, payload, nonce, reference, fee } = options;
  const { feeType = FeeType.TOS, coSignatures = 0, signatureNonce = 'random' } = options;
  assertNetwork(network, 'network');
  assertObject(keyPair, 'keyPair');
  const { source = keyPair.publicKey } = options;
  assertBytes(source, 'source', 32);
  assertOneOf(feeType, 'feeType', Object.values(FeeType));
  assertInteger(coSignatures, 'coSignatures', 0, MAX_MULTISIG_PARTICIPANTS);
  assertOneOf(signatureNonce, 'signatureNonce', ['random', 'deterministic']);
  const draft: Transaction = {
    version: 1,
    chainId: network.chainId,
    source: new Uint8Array(source),
    payload,
    fee: fee === undefined ? 0n : fee,
    feeType,
    nonce,
    reference,
    multisig: null,
    signature: new Uint8Array(64),
  };
  // Encoding comes before signing, so that nothing is signed which does not encode. Any fee has 8 bytes: apart from the co-signatures,
  // this is the final size.
  const size = encodeTransaction(draft).length + coSignaturesSize(coSignatures);
  const outputs = payload.type === 'transfers' ? payload.transfers.length : 0;
  const isFree = feeType !== FeeType.TOS || payload.type === 'energy';
  const minimum = isFree ? 0n : BigInt(minimumFee(size, outputs, coSignatures));
  const unsigned: UnsignedTransaction = { ...draft, fee: fee === undefined ? minimum : fee };
  return { ...draft, fee: unsigned.fee, signature: sign(keyPair, signingBytes(unsigned), { nonce: signatureNonce }) };
}
