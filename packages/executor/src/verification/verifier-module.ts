import type { RecordVerifier, SignatureVerifier } from '@tos/crypto';
import type { WasmVerifierStats } from '@tos/crypto/wasm';

/** What an executor tells each thread's verifier. */
export interface VerifierOptions {
  /** Bytes that it may use for what it remembers of keys. */
  readonly cacheBytes: number;
}

/** What a thread's verifier has done since its start, for metrics. */
export interface VerifierStats extends WasmVerifierStats {
  /** Passed before it verified anything. */
  readonly knownAnswerTests: number;
}

/** The verifier of one thread. */
export interface ThreadVerifier extends SignatureVerifier {
  /** What is not told is 0 in the metrics. */
  stats?(): Partial<VerifierStats>;
}

/** What a module that provides a verifier exports. It is loaded by main and by every worker, so it must be plain JavaScript. */
export interface VerifierModule {
  createVerifier(options: VerifierOptions): ThreadVerifier | Promise<ThreadVerifier>;
  /** Verifies shield proofs, as that of `@tos/crypto`, which is taken when absent, does. Made where the first proof comes. */
  createShieldProofVerifier?(): RecordVerifier | Promise<RecordVerifier>;
  /** A slow verifier that is known to be right, for `SignatureAudit`. Made on main only. */
  createOracle?(): SignatureVerifier | Promise<SignatureVerifier>;
}

/** The oracle of a verifier module, where it has one. @param url of the module; the default one when absent */
export async function loadOracle(url: string | undefined): Promise<SignatureVerifier | undefined> {
  return (await loadModule(url)).createOracle?.();
}

/** The verifier of shield proofs. Most threads never see a proof, so that its arithmetic is loaded only now. */
export async function loadShieldProofVerifier(url: string | undefined): Promise<RecordVerifier> {
  const module = await loadModule(url);
  return module.createShieldProofVerifier?.() ?? (await import('@tos/crypto')).createShieldProofVerifier();
}

/** Loads a verifier module and makes its verifier. @param url of the module; the default one when absent */
export async function loadVerifier(url: string | undefined, options: VerifierOptions): Promise<ThreadVerifier> {
  return (await loadModule(url)).createVerifier(options);
}

/** The default one by its path, so that bundlers take it along. */
function loadModule(url: string | undefined): Promise<VerifierModule> {
  return url === undefined ? import('./default-verifier.ts') : import(url);
}
