import { bytesToHex } from '@noble/hashes/utils.js';
import { SIGNATURE_SIZE, type SignatureVerifier } from '@tos/crypto';
import { TosError } from '@tos/protocol';
import { messageAt, type PackedBatch, sourceAt } from '@tos/transaction';
import type { ExecutorMetrics } from './metrics/executor-metrics.ts';

/**
 * The safety net under a fast verifier: a slow one that is known to be right. It is asked once before a block is refused for a
 * signature, and about a sample of those that were accepted. A difference is thrown: a node must not go on then.
 */
export class SignatureAudit {
  readonly #verifier: SignatureVerifier;
  readonly #oracle: SignatureVerifier | undefined;
  readonly #oneIn: number;
  #refusalsConfirmed = 0;
  #samplesConfirmed = 0;

  /** @param oneIn about one of so many accepted signatures is looked at again; 0 for none */
  constructor(verifier: SignatureVerifier, oracle: SignatureVerifier | undefined, oneIn: number) {
    this.#verifier = verifier;
    this.#oracle = oracle;
    this.#oneIn = oneIn;
  }

  metrics(): Pick<ExecutorMetrics, 'audited'> {
    return { audited: { refusal: this.#refusalsConfirmed, sample: this.#samplesConfirmed } };
  }

  /** Before a block is refused. @throws TOS_VERIFIER_DISAGREEMENT when the oracle takes the signature for good */
  confirmBad(batch: PackedBatch, i: number): void {
    if (this.#oracle === undefined) return;
    if (this.#ask(this.#oracle, batch, i)) throw this.#disagreement('bad', batch, i);
    this.#refusalsConfirmed++;
  }

  /** For every signature that was found good. @throws TOS_VERIFIER_DISAGREEMENT when the oracle takes it for bad */
  sampleGood(batch: PackedBatch, i: number): void {
    // Which ones must not be foreseen by who writes them; it decides nothing but whether we look.
    if (this.#oracle === undefined || this.#oneIn === 0 || Math.random() * this.#oneIn >= 1) return;
    if (!this.#ask(this.#oracle, batch, i)) throw this.#disagreement('good', batch, i);
    this.#samplesConfirmed++;
  }

  #ask(oracle: SignatureVerifier, batch: PackedBatch, i: number): boolean {
    return oracle.verify(sourceAt(batch, i), messageAt(batch, i), signatureAt(batch, i));
  }

  #disagreement(verdict: 'good' | 'bad', batch: PackedBatch, i: number): TosError {
    return new TosError('TOS_VERIFIER_DISAGREEMENT', {
      verifier: this.#verifier.name,
      verdict,
      publicKey: bytesToHex(sourceAt(batch, i)),
      message: bytesToHex(messageAt(batch, i)),
      signature: bytesToHex(signatureAt(batch, i)),
    });
  }
}

function signatureAt(batch: PackedBatch, i: number): Uint8Array {
  return batch.bytes.subarray(batch.signature[i]!, batch.signature[i]! + SIGNATURE_SIZE);
}
