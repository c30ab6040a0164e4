import { chooseVerifier, createNobleVerifier, type SignatureVerifier } from '@tos/crypto';
import type { VerifierOptions } from './verifier-module.ts';

/** The fastest verifier of this machine; it has passed its known-answer test in this thread. */
export function createVerifier({ cacheBytes }: VerifierOptions): SignatureVerifier {
  return chooseVerifier({ cacheBytes });
}

/** The one that every verifier is compared with. */
export function createOracle(): SignatureVerifier {
  return createNobleVerifier();
}
