import type { EvidenceKind, VerificationRecords } from '@tos/crypto';

/** Evidence that no verdict is known for. The bytes are its own. */
export interface OpenEvidence {
  readonly kind: EvidenceKind;
  /** One of several keys that a signature may be by: that it is bad decides nothing. */
  readonly isCandidate: boolean;
  /** What its verdict is remembered by. */
  readonly digest: string;
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly proof: Uint8Array;
}

/** Evidence of one kind as records for the threads: key, proof and message one behind the other. */
export function recordsOf(evidence: readonly OpenEvidence[]): VerificationRecords {
  const count = evidence.length;
  const column = (): Uint32Array => new Uint32Array(count);
  const [key, signature, messageOffset, messageLength] = [column(), column(), column(), column()];
  const size = evidence.reduce((sum, one) => sum + one.key.length + one.proof.length + one.message.length, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  const put = (part: Uint8Array): number => {
    bytes.set(part, at);
    at += part.length;
    return at - part.length;
  };
  for (const [i, one] of evidence.entries()) {
    key[i] = put(one.key);
    signature[i] = put(one.proof);
    messageOffset[i] = put(one.message);
    messageLength[i] = one.message.length;
  }
  return { bytes, count, key, messageOffset, messageLength, signature };
}
