import type { SignatureVerifier } from '@tos/crypto';

/** What a module that provides a verifier exports. It is loaded by main and by every worker, so it must be plain JavaScript. */
export interface VerifierModule {
  createVerifier(): SignatureVerifier | Promise<SignatureVerifier>;
}

/** Loads a verifier module and makes its verifier. */
export async function loadVerifier(url: string): Promise<SignatureVerifier> {
  const module: VerifierModule = await import(url);
  return module.createVerifier();
}
