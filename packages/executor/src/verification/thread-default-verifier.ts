import type { SignatureVerifier } from '@tos/crypto';
import { createWasmVerifier, runKnownAnswerTest, webAssembly } from '@tos/crypto/wasm';
import type { ThreadVerifier, VerifierModule, VerifierOptions } from './verifier-module.ts';

/**
 * The default verifier of a thread, which loads this before it can work: noble, which takes three times as long to load as all the rest,
 * comes only where it is used. It has passed its known-answer test in this thread.
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
 * The fastest verifier of this machine, which has passed its known-answer test here.
 * @param cacheBytes for tables of keys
 * @returns undefined where there is no WebAssembly, or it is forbidden
 */
export function createCountedWasmVerifier(cacheBytes: number): ThreadVerifier | undefined {
  if (webAssembly() === undefined) return undefined;
  const verifier = createWasmVerifier({ cacheBytes });
  runKnownAnswerTest(verifier);
  return { ...verifier, stats: () => ({ ...verifier.stats(), knownAnswerTests: 1 }) };
}

/** One that has passed its known-answer test and has nothing else to count. */
export function counted(verifier: SignatureVerifier): ThreadVerifier {
  return { ...verifier, stats: () => ({ knownAnswerTests: 1 }) };
}
