import { EvidenceKind, SHIELD_PROOF_SIZE, SIGNATURE_SIZE } from '@tos/crypto';

/** Number of bytes of the signature or proof of each kind. */
export const evidenceSizes: { readonly [kind in EvidenceKind]: number } = {
  [EvidenceKind.SIGNATURE]: SIGNATURE_SIZE,
  [EvidenceKind.SHIELD_PROOF]: SHIELD_PROOF_SIZE,
};

/**
 * Where a rule asks about evidence: bytes that take long to verify and whose verdict depends on nothing but these bytes. That is a
 * co-signature, a signature by another key than the sender's, or a proof. The rule reads from the state who signs, and asks here, in
 * `apply` or in `askAhead`.
 *
 * The answer for evidence that nobody has verified yet is provisional: it is *good*. The executor then undoes the effects of the answer, has
 * everything verified that the rule asked about (by its threads, or in slices on main), and calls the rule again, until every answer is
 * a verdict. So a rule is written as if verification took no time. It makes its cheap checks before it asks, it asks in the order in
 * which failures win, and what it returns or changes on a provisional answer does not count. Verdicts, good and bad, are remembered by a
 * digest of exactly these bytes, so that each piece of evidence is verified once, however often transactions are judged.
 */
export interface Evidence {
  /**
   * @param key 32 bytes
   * @param message of any length
   * @param proof the signature or proof, `evidenceSizes[kind]` bytes
   * @returns false for bad evidence; a proof of another size is bad
   */
  isGood(kind: EvidenceKind, key: Uint8Array, message: Uint8Array, proof: Uint8Array): boolean;
  /**
   * Finds the key that a signature is by. At most one key fits, since a signature covers its key. The provisional answer is the first key.
   * @param keys 32 bytes each
   * @param message of any length
   * @param signature 64 bytes
   * @returns the index of the key that fits, -1 if none does
   */
  signerAmong(keys: readonly Uint8Array[], message: Uint8Array, signature: Uint8Array): number;
}
