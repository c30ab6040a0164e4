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

/** Where verifiers come from: a module's URL, or what a module would export. */
export type VerifierSource = string | VerifierModule;

/** The oracle of a verifier module, where it has one. */
export async function loadOracle(source: VerifierSource): Promise<SignatureVerifier | undefined> {
  return (await loadModule(source)).createOracle?.();
}

/**
 * The verifier of shield proofs. Most threads never see a proof, so that its arithmetic is loaded only now.
 * @param byDefault has it where the source has not
 */
export async function loadShieldProofVerifier(
  source: VerifierSource,
  byDefault: VerifierModule,
): Promise<RecordVerifier | undefined> {
  return (await loadModule(source)).createShieldProofVerifier?.() ?? byDefault.createShieldProofVerifier?.();
}

/** Loads a verifier module and makes its verifier. */
export async function loadVerifier(source: VerifierSource, options: VerifierOptions): Promise<ThreadVerifier> {
  return (await loadModule(source)).createVerifier(options);
}

async function loadModule(source: VerifierSource): Promise<VerifierModule> {
  return typeof source === 'string' ? import(source) : source;
}
