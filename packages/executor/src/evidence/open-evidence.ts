import type { EvidenceKind, VerificationRecords } from '@tos/crypto';

/** A piece of evidence for which no verdict is known. It owns its bytes. */
export interface OpenEvidence {
  readonly kind: EvidenceKind;
  /** Whether the key is one of several that may have made a signature: a bad verdict refuses nothing then. */
  readonly isCandidate: boolean;
  /** The key of its verdict in the cache. */
  readonly digest: string;
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly proof: Uint8Array;
}

/** Turns evidence of one kind into records for the threads, with the bytes of key, proof and message one after the other. */
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
