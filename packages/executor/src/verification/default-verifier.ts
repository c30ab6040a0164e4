import { createNobleVerifier, type SignatureVerifier } from '@tos/crypto';

/** The verifier of executors that are given no other. */
export function createVerifier(): SignatureVerifier {
  return createNobleVerifier();
}
