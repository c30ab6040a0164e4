import { EvidenceKind, type RecordVerifier } from '@tos/crypto/wasm';
import { TosError } from '@tos/protocol/errors';
import { loadShieldProofVerifier } from './verifier-module.ts';

/** The verifiers of one thread. */
export class VerifiersByKind {
  readonly #url: string | undefined;
  readonly #verifiers: Map<EvidenceKind, RecordVerifier>;

  /** @param signatures the thread's verifier; that of other kinds comes from the same module */
  constructor(url: string | undefined, signatures: RecordVerifier) {
    this.#url = url;
    this.#verifiers = new Map([[EvidenceKind.SIGNATURE, signatures]]);
  }

  /** One that was loaded. */
  get(kind: EvidenceKind): RecordVerifier {
    const verifier = this.#verifiers.get(kind);
    if (verifier === undefined)
      throw new TosError('TOS_INTERNAL', { reason: `No verifier of kind ${kind} is loaded.` });
    return verifier;
  }

  async load(kind: EvidenceKind): Promise<RecordVerifier> {
    if (!this.#verifiers.has(kind)) this.#verifiers.set(kind, await loadShieldProofVerifier(this.#url));
    return this.get(kind);
  }
}
