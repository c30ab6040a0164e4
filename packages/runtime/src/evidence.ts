import { EvidenceKind, SHIELD_PROOF_SIZE, SIGNATURE_SIZE } from '@tos/crypto';

/** Bytes of the signature or proof of each kind. */
export const evidenceSizes: { readonly [kind in EvidenceKind]: number } = {
  [EvidenceKind.SIGNATURE]: SIGNATURE_SIZE,
  [EvidenceKind.SHIELD_PROOF]: SHIELD_PROOF_SIZE,
};

/**
 * Where a rule asks what takes long to verify and depends on nothing but its bytes: a co-signature, a signature by another key than the
 * sender's, a proof. Whatever state says who signs, the rule reads it and asks here, in `apply` or in `askAhead`.
 *
 * The answer for what nobody has verified yet is provisional: it is good. The executor then undoes what came of it, has everything
 * verified that was asked (by its threads, or in slices on main), and calls the rule again, until every answer was a verdict. So a
 * rule is written as if verification took no time; it asks in the order in which failures win, what is cheap comes before it asks,
 * and what it returned or changed on a provisional answer never counts. Verdicts, good and bad, are remembered by a digest of exactly
 * these bytes, so that each is verified once, however often transactions are judged.
 */
export interface Evidence {
  /**
   * @param key 32 bytes
   * @param message of any length
   * @param proof the signature or proof, `evidenceSizes[kind]` bytes
   * @returns false when it is bad, which what has another size is
   */
  isGood(kind: EvidenceKind, key: Uint8Array, message: Uint8Array, proof: Uint8Array): boolean;
  /**
   * Whose key a signature is by: at most one fits, since a key is part of what its signature covers. The provisional answer is the first.
   * @param keys 32 bytes each
   * @param message of any length
   * @param signature 64 bytes
   * @returns the place of the first key that fits, -1 when none does
   */
  signerAmong(keys: readonly Uint8Array[], message: Uint8Array, signature: Uint8Array): number;
}
