/** What kind of bytes prove something about a key and a message; all records of a batch are of one kind. */
export const EvidenceKind = {
  /** A Schnorr signature, 64 bytes, by the key over the message. */
  SIGNATURE: 0,
  /** A shield proof, 96 bytes, that the message, a `shieldStatement`, holds for the receiver, the key. */
  SHIELD_PROOF: 1,
} as const;

export type EvidenceKind = (typeof EvidenceKind)[keyof typeof EvidenceKind];
