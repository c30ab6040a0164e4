import { chooseVerifier, createNobleVerifier, createShieldProofVerifier } from '@tos/crypto';
import { counted, createCountedWasmVerifier } from './thread-default-verifier.ts';
import type { VerifierModule } from './verifier-module.ts';

/**
 * The default verifier of main. Its imports are static. Main has loaded all of `@tos/crypto` anyway, and a bundler would put a dynamic
 * import into a chunk that imports the program again and waits for it: a program that awaits at its top level would wait for itself.
 */
export const mainDefaultVerifier: VerifierModule = {
  createVerifier({ cacheBytes }) {
    return createCountedWasmVerifier(cacheBytes) ?? counted(chooseVerifier());
  },
  createShieldProofVerifier,
  // Every verifier is compared with noble.
  createOracle: createNobleVerifier,
};
