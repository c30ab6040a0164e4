import { createWasmVerifier, runKnownAnswerTest } from '@tos/crypto/wasm';
import type { ThreadVerifier, VerifierModule, VerifierOptions } from './verifier-module.ts';

/**
 * The default verifier of a thread, which loads this before it can work: noble, which takes three times as long to load as all the rest,
 * comes only where it is used. It has passed its known-answer test in this thread.
 */
export const threadDefaultVerifier: VerifierModule = {
  async createVerifier({ cacheBytes }: VerifierOptions): Promise<ThreadVerifier> {
    if (!('WebAssembly' in globalThis)) {
      const { chooseVerifier } = await import('@tos/crypto');
      return { ...chooseVerifier(), stats: () => ({ knownAnswerTests: 1 }) };
    }
    return createCountedWasmVerifier(cacheBytes);
  },

  async createShieldProofVerifier() {
    return (await import('@tos/crypto')).createShieldProofVerifier();
  },
};

/** The fastest verifier of this machine, which has passed its known-answer test here. @param cacheBytes for tables of keys */
export function createCountedWasmVerifier(cacheBytes: number): ThreadVerifier {
  const verifier = createWasmVerifier({ cacheBytes });
  runKnownAnswerTest(verifier);
  return { ...verifier, stats: () => ({ ...verifier.stats(), knownAnswerTests: 1 }) };
}
