export { type AddressParts, decodeAddress, encodeAddress, splitAddress } from './address.ts';
export { blake3 } from './blake3.ts';
export { chooseVerifier, type VerifierChoice, type VerifierName, verifierNames } from './choose-verifier.ts';
export { EvidenceKind } from './evidence-kind.ts';
export { bytesToHex, hexToBytes } from './hex.ts';
export { createKeyPair, generateKeyPair, type KeyPair } from './key-pair.ts';
export { runKnownAnswerTest } from './known-answer-test.ts';

export { createNobleVerifier } from './noble-verifier.ts';
export { isPublicKey, publicKeyOfHash } from './public-key.ts';
export { type SignOptions, sign } from './schnorr.ts';
export {
  addCiphertexts,
  CIPHERTEXT_SIZE,
  SHIELD_PROOF_SIZE,
  type ShieldClaim,
  type ShieldedAmount,
  shieldAmount,
  shieldStatement,
  verifyShieldProof,
} from './shield-proof.ts';
export { createShieldProofVerifier } from './shield-proof-verifier.ts';
export {
  checkVerificationRecords,
  type RecordVerifier,
  type SignatureVerifier,
  Verdict,
  type VerificationRecords,
} from './signature-verifier.ts';
export { PUBLIC_KEY_SIZE, SIGNATURE_SIZE } from './sizes.ts';
export type { WasmVerifierOptions } from './wasm/wasm-verifier.ts';
