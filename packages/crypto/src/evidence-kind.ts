/** The kind of proof that a record holds at `signature`. All records of a batch are of one kind. */
export const EvidenceKind = {
  /** A Schnorr signature of 64 bytes over the message, by the key. */
  SIGNATURE: 0,
  /** A shield proof of 96 bytes: the message is a `shieldStatement`, which holds for the key, the receiver's. */
  SHIELD_PROOF: 1,
} as const;

export type EvidenceKind = (typeof EvidenceKind)[keyof typeof EvidenceKind];
