import type { SignatureVerifier } from '@tos/crypto';
import { createWasmVerifier, runKnownAnswerTest, webAssembly } from '@tos/crypto/wasm';
import type { ThreadVerifier, VerifierModule, VerifierOptions } from './verifier-module.ts';

/**
 * The default verifier of a thread. A thread loads this module before it can work, so noble, which takes three times as long to load as all
 * the rest, is imported only where it is used. The verifier has passed its known-answer test in this thread.
 */
export const threadDefaultVerifier: VerifierModule = {
  async createVerifier({ cacheBytes }: VerifierOptions): Promise<ThreadVerifier> {
    return createCountedWasmVerifier(cacheBytes) ?? counted((await import('@tos/crypto')).chooseVerifier());
  },

  async createShieldProofVerifier() {
    return (await import('@tos/crypto')).createShieldProofVerifier();
  },
};

/**
 * Makes the fastest verifier of this machine, which has passed its known-answer test in this thread.
 * @param cacheBytes for tables of keys
 * @returns undefined where WebAssembly is missing or forbidden
 */
export function createCountedWasmVerifier(cacheBytes: number): ThreadVerifier | undefined {
  if (webAssembly() === undefined) return undefined;
  const verifier = createWasmVerifier({ cacheBytes });
  runKnownAnswerTest(verifier);
  return { ...verifier, stats: () => ({ ...verifier.stats(), knownAnswerTests: 1 }) };
}

/** Adds the count of one known-answer test to a verifier that has passed it and has nothing else to count. */
export function counted(verifier: SignatureVerifier): ThreadVerifier {
  return { ...verifier, stats: () => ({ knownAnswerTests: 1 }) };
}
