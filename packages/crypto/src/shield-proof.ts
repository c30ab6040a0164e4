// Encrypted amounts, and the proof that a public amount is what one encrypts. Source: docs/protocol.md §3.4, §3.5.
import { ristretto255 } from '@noble/curves/ed25519.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { argumentError, assertBytes, assertObject, assertU64 } from '@tos/protocol';
import { decodePoint, decodeScalar, encodeScalar, H, IDENTITY, L, type Point, reduceScalar } from './group.ts';
import { MerlinTranscript } from './merlin-transcript.ts';

/** Commitment 32, handle 32. */
export const CIPHERTEXT_SIZE = 64;
/** Y_H 32, Y_P 32, z 32. */
export const SHIELD_PROOF_SIZE = 96;
/** Random bytes of which a scalar is made: twice its size, so that reducing them favours no scalar. */
const SCALAR_DRAW_SIZE = 64;

const G: Point = ristretto255.Point.BASE;

/** An amount, encrypted for a receiver, with the proof that it is this amount. */
export interface ShieldedAmount {
  /** C = amount*G + r*H, 32 bytes. */
  readonly commitment: Uint8Array;
  /** D = r*P, 32 bytes: with it the owner of P can read the amount. */
  readonly receiverHandle: Uint8Array;
  /** 96 bytes. */
  readonly proof: Uint8Array;
}

/** Amount 8 (big-endian), commitment 32, handle 32. */
export const SHIELD_STATEMENT_SIZE = 72;

/** The claim of a shielded output: its commitment and handle encrypt this amount for this receiver. */
export interface ShieldClaim extends ShieldedAmount {
  /** The public key P, 32 bytes. */
  readonly receiver: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
}

/**
 * Encrypts an amount for a receiver, and proves that the ciphertext is of this amount.
 * @param receiver the public key P, 32 bytes
 * @param amount u64, atomic units
 * @param opening the secret scalar r: 64 random bytes, reduced mod L, never used twice
 * @param nonce the secret scalar k: 64 random bytes, reduced mod L, never used twice
 * @throws TOS_INVALID_ARGUMENT for a receiver that is not a key, and for bytes of another size; TOS_U64_RANGE
 */
export function shieldAmount(
  receiver: Uint8Array,
  amount: bigint,
  opening: Uint8Array,
  nonce: Uint8Array,
): ShieldedAmount {
  assertBytes(receiver, 'receiver', 32);
  assertU64(amount, 'amount');
  assertBytes(opening, 'opening', SCALAR_DRAW_SIZE);
  assertBytes(nonce, 'nonce', SCALAR_DRAW_SIZE);
  const p = decodePoint(receiver);
  if (p === undefined || p.equals(IDENTITY)) {
    throw argumentError('receiver', 'a public key', 'no point of the group, or the identity');
  }
  const r = reduceScalar(opening) || 1n;
  const k = reduceScalar(nonce) || 1n;
  const commitment = G.multiplyUnsafe(amount).add(H.multiply(r)).toBytes();
  const y = concatBytes(H.multiply(k).toBytes(), p.multiply(k).toBytes());
  const z = (challenge(y) * r + k) % L;
  return { commitment, receiverHandle: p.multiply(r).toBytes(), proof: concatBytes(y, encodeScalar(z)) };
}

/**
 * True when the commitment opens to the amount, and the handle fits the commitment and the receiver. It takes a few milliseconds: five
 * multiplications of points without a table. It returns false for bytes of any size that prove nothing.
 * @throws TOS_INVALID_ARGUMENT for a member that is not bytes, TOS_U64_RANGE
 */
export function verifyShieldProof(claim: ShieldClaim): boolean {
  assertObject(claim, 'claim');
  const { receiver, amount, commitment, receiverHandle, proof } = claim;
  for (const [name, bytes] of Object.entries({ receiver, commitment, receiverHandle, proof })) {
    assertBytes(bytes, `claim.${name}`);
  }
  assertU64(amount, 'claim.amount');
  if (proof.length !== SHIELD_PROOF_SIZE) return false;
  const [p, c, d, yH, yP] = [receiver, commitment, receiverHandle, proof.subarray(0, 32), proof.subarray(32, 64)].map(
    decodePoint,
  );
  const z = decodeScalar(proof.subarray(64));
  if (p === undefined || c === undefined || d === undefined || yH === undefined || yP === undefined) return false;
  if (z === undefined || yH.equals(IDENTITY) || yP.equals(IDENTITY)) return false;
  const e = challenge(proof.subarray(0, 64));
  const blinding = c.subtract(G.multiplyUnsafe(amount));
  return (
    H.multiplyUnsafe(z).equals(yH.add(blinding.multiplyUnsafe(e))) &&
    p.multiplyUnsafe(z).equals(yP.add(d.multiplyUnsafe(e)))
  );
}

/**
 * The statement that a shield proof proves to a receiver: amount 8 (big-endian), commitment 32, handle 32. It takes the place of a message
 * in records.
 * @throws TOS_INVALID_ARGUMENT, TOS_U64_RANGE
 */
export function shieldStatement(claim: Pick<ShieldClaim, 'amount' | 'commitment' | 'receiverHandle'>): Uint8Array {
  assertObject(claim, 'claim');
  const { amount, commitment, receiverHandle } = claim;
  assertU64(amount, 'claim.amount');
  assertBytes(commitment, 'claim.commitment', 32);
  assertBytes(receiverHandle, 'claim.receiverHandle', 32);
  const statement = new Uint8Array(SHIELD_STATEMENT_SIZE);
  new DataView(statement.buffer).setBigUint64(0, amount);
  statement.set(commitment, 8);
  statement.set(receiverHandle, 8 + 32);
  return statement;
}

/**
 * The ciphertext of the sum of two encrypted amounts.
 * @param a commitment 32, handle 32
 * @param b commitment 32, handle 32
 * @returns undefined when one of the four is not a point, or one of the two has another size
 * @throws TOS_INVALID_ARGUMENT for an argument that is not bytes
 */
export function addCiphertexts(a: Uint8Array, b: Uint8Array): Uint8Array | undefined {
  assertBytes(a, 'a');
  assertBytes(b, 'b');
  if (a.length !== CIPHERTEXT_SIZE || b.length !== CIPHERTEXT_SIZE) return undefined;
  const sums = [0, 32].map((at) => {
    const left = decodePoint(a.subarray(at, at + 32));
    const right = decodePoint(b.subarray(at, at + 32));
    return left === undefined || right === undefined ? undefined : left.add(right).toBytes();
  });
  const [commitment, handle] = sums;
  return commitment === undefined || handle === undefined ? undefined : concatBytes(commitment, handle);
}

/** @param y Y_H and Y_P. The amount, the key and the ciphertext are not part of the transcript; the protocol leaves them out. */
function challenge(y: Uint8Array): bigint {
  const transcript = new MerlinTranscript('shield_commitment_proof');
  transcript.append(
    'dom-sep',
    Uint8Array.from('shield-commitment-proof', (c) => c.charCodeAt(0)),
  );
  transcript.append('Y_H', y.subarray(0, 32));
  transcript.append('Y_P', y.subarray(32));
  return reduceScalar(transcript.challenge('c', 64));
}
