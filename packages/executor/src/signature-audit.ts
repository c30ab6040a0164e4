import { bytesToHex } from '@noble/hashes/utils.js';
import { SIGNATURE_SIZE, type SignatureVerifier } from '@tos/crypto';
import { assertInteger, assertObject, TosError } from '@tos/protocol';
import { messageAt, type PackedBatch, sourceAt } from '@tos/transaction';
import type { ExecutorMetrics } from './metrics/executor-metrics.ts';

/** A signature with what it was verified against. */
export interface Signed {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** The owner's signature of transaction i. */
export function ownerSigned(batch: PackedBatch, i: number): Signed {
  const signature = batch.bytes.subarray(batch.signature[i]!, batch.signature[i]! + SIGNATURE_SIZE);
  return { publicKey: sourceAt(batch, i), message: messageAt(batch, i), signature };
}

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
    assertObject(verifier, 'verifier', ['verify']);
    if (oracle !== undefined) assertObject(oracle, 'oracle', ['verify']);
    assertInteger(oneIn, 'oneIn', 0);
    this.#verifier = verifier;
    this.#oracle = oracle;
    this.#oneIn = oneIn;
  }

  metrics(): Pick<ExecutorMetrics, 'audited'> {
    return { audited: { refusal: this.#refusalsConfirmed, sample: this.#samplesConfirmed } };
  }

  /** Before a block is refused. @throws TOS_VERIFIER_DISAGREEMENT when the oracle takes the signature for good */
  confirmBad(signed: Signed): void {
    if (this.#oracle === undefined) return;
    if (isGood(this.#oracle, signed)) throw this.#disagreement('bad', signed);
    this.#refusalsConfirmed++;
  }

  /** For every signature that was found good. @throws TOS_VERIFIER_DISAGREEMENT when the oracle takes it for bad */
  sampleGood(signed: () => Signed): void {
    // Which ones must not be foreseen by who writes them; it decides nothing but whether we look.
    if (this.#oracle === undefined || this.#oneIn === 0 || Math.random() * this.#oneIn >= 1) return;
    const looked = signed();
    if (!isGood(this.#oracle, looked)) throw this.#disagreement('good', looked);
    this.#samplesConfirmed++;
  }

  #disagreement(verdict: 'good' | 'bad', { publicKey, message, signature }: Signed): TosError {
    return new TosError('TOS_VERIFIER_DISAGREEMENT', {
      verifier: this.#verifier.name,
      verdict,
      publicKey: bytesToHex(publicKey),
      message: bytesToHex(message),
      signature: bytesToHex(signature),
    });
  }
}

function isGood(oracle: SignatureVerifier, { publicKey, message, signature }: Signed): boolean {
  return oracle.verify(publicKey, message, signature);
}
