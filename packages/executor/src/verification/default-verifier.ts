import { chooseVerifier, createNobleVerifier, type SignatureVerifier } from '@tos/crypto';

/** The fastest verifier of this machine; it has passed its known-answer test in this thread. */
export function createVerifier(): SignatureVerifier {
  return chooseVerifier();
}

/** The one that every verifier is compared with. */
export function createOracle(): SignatureVerifier {
  return createNobleVerifier();
}
