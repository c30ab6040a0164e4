import { SHIELD_PROOF_SIZE, SHIELD_STATEMENT_SIZE, verifyShieldProof } from './shield-proof.ts';
import {
  checkVerificationRecords,
  type RecordVerifier,
  Verdict,
  type VerificationRecords,
} from './signature-verifier.ts';
import { PUBLIC_KEY_SIZE } from './sizes.ts';

/**
 * A verifier of records that hold shield proofs; a proof takes 3 ms (docs/measurements.md §3). The key of a record is the receiver's, its message is a
 * `shieldStatement`, and the 96 bytes at `signature` are the proof.
 */
export function createShieldProofVerifier(): RecordVerifier {
  return {
    verifyBatch(records, from, to, verdicts) {
      checkVerificationRecords(records, from, to, verdicts);
      for (let i = from; i < to; i++) verdicts[i] = isGood(records, i) ? Verdict.GOOD : Verdict.BAD;
    },
  };
}

function isGood({ bytes, key, messageOffset, messageLength, signature }: VerificationRecords, i: number): boolean {
  if (messageLength[i] !== SHIELD_STATEMENT_SIZE || signature[i]! + SHIELD_PROOF_SIZE > bytes.length) return false;
  const at = messageOffset[i]!;
  return verifyShieldProof({
    receiver: bytes.slice(key[i]!, key[i]! + PUBLIC_KEY_SIZE),
    amount: new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at),
    commitment: bytes.slice(at + 8, at + 8 + 32),
    receiverHandle: bytes.slice(at + 8 + 32, at + SHIELD_STATEMENT_SIZE),
    proof: bytes.slice(signature[i]!, signature[i]! + SHIELD_PROOF_SIZE),
  });
}
