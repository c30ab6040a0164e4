import type { RecordVerifier, SignatureVerifier } from '@tos/crypto';
import type { WasmVerifierStats } from '@tos/crypto/wasm';

/** What an executor gives the verifier of each thread. */
export interface VerifierOptions {
  /** Bytes that the verifier may use for what it remembers of keys. */
  readonly cacheBytes: number;
}

/** What the verifier of a thread has done since its start, for metrics. */
export interface VerifierStats extends WasmVerifierStats {
  /** Known-answer tests that the verifier passed before it verified anything. */
  readonly knownAnswerTests: number;
}

/** The verifier of one thread. */
export interface ThreadVerifier extends SignatureVerifier {
  /** A field that is absent counts as 0 in the metrics. */
  stats?(): Partial<VerifierStats>;
}

/** The exports of a module that provides a verifier. Main and every worker load the module, so it must be plain JavaScript. */
export interface VerifierModule {
  createVerifier(options: VerifierOptions): ThreadVerifier | Promise<ThreadVerifier>;
  /** Makes a verifier of shield proofs, when the first proof comes. The one of `@tos/crypto` is used when absent. */
  createShieldProofVerifier?(): RecordVerifier | Promise<RecordVerifier>;
  /** Makes a slow verifier that is known to be right, for `SignatureAudit`, on main only. */
  createOracle?(): SignatureVerifier | Promise<SignatureVerifier>;
}

/** Where verifiers come from: the URL of a module, or what a module would export. */
export type VerifierSource = string | VerifierModule;

/** Makes the oracle of a verifier module; undefined where the module has none. */
export async function loadOracle(source: VerifierSource): Promise<SignatureVerifier | undefined> {
  return (await loadModule(source)).createOracle?.();
}

/**
 * Makes the verifier of shield proofs. Its arithmetic is loaded only now, because most threads never see a proof.
 * @param byDefault makes the verifier where the source cannot
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
