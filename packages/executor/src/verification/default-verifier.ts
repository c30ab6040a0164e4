import type { SignatureVerifier } from '@tos/crypto';
import { createWasmVerifier, runKnownAnswerTest } from '@tos/crypto/wasm';
import type { ThreadVerifier, VerifierOptions } from './verifier-module.ts';

// Every thread loads this module before it can work, so noble, which takes three times as long to load as all the rest, comes only
// where it is used.

/** The fastest verifier of this machine; it has passed its known-answer test in this thread. */
export async function createVerifier({ cacheBytes }: VerifierOptions): Promise<ThreadVerifier> {
  if (!('WebAssembly' in globalThis)) {
    const { chooseVerifier } = await import('@tos/crypto');
    return { ...chooseVerifier(), stats: () => ({ knownAnswerTests: 1 }) };
  }
  const verifier = createWasmVerifier({ cacheBytes });
  runKnownAnswerTest(verifier);
  return { ...verifier, stats: () => ({ ...verifier.stats(), knownAnswerTests: 1 }) };
}

/** The one that every verifier is compared with. */
export async function createOracle(): Promise<SignatureVerifier> {
  return (await import('@tos/crypto')).createNobleVerifier();
}
