import { EvidenceKind, type RecordVerifier } from '@tos/crypto/wasm';
import { TosError } from '@tos/protocol/errors';
import { loadShieldProofVerifier, type VerifierModule, type VerifierSource } from './verifier-module.ts';

/** The verifiers of one thread, by the kind of evidence. */
export class VerifiersByKind {
  readonly #source: VerifierSource;
  readonly #byDefault: VerifierModule;
  readonly #verifiers: Map<EvidenceKind, RecordVerifier>;

  /**
   * @param byDefault makes the verifiers that the module at `url` has not, and all of them without a `url`
   * @param signatures the verifier of signatures
   */
  constructor(url: string | undefined, byDefault: VerifierModule, signatures: RecordVerifier) {
    this.#source = url ?? byDefault;
    this.#byDefault = byDefault;
    this.#verifiers = new Map([[EvidenceKind.SIGNATURE, signatures]]);
  }

  /** Returns a verifier that was loaded. */
  get(kind: EvidenceKind): RecordVerifier {
    const verifier = this.#verifiers.get(kind);
    if (verifier === undefined)
      throw new TosError('TOS_INTERNAL', { reason: `No verifier of kind ${kind} is loaded.` });
    return verifier;
  }

  async load(kind: EvidenceKind): Promise<RecordVerifier> {
    const verifier = this.#verifiers.get(kind) ?? (await loadShieldProofVerifier(this.#source, this.#byDefault));
    if (verifier !== undefined) this.#verifiers.set(kind, verifier);
    return this.get(kind);
  }
}
