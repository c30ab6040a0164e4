import { bytesToHex } from '@noble/hashes/utils.js';
import { SIGNATURE_SIZE, type SignatureVerifier } from '@tos/crypto';
import { assertInteger, assertObject, TosError } from '@tos/protocol';
import { messageAt, type PackedBatch, sourceAt } from '@tos/transaction';
import type { ExecutorMetrics } from '../metrics/executor-metrics.ts';

/** A signature, with the key and the message that it was verified with. */
export interface Signed {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Returns the owner's signature of transaction i. */
export function ownerSigned(batch: PackedBatch, i: number): Signed {
  const signature = batch.bytes.subarray(batch.signature[i]!, batch.signature[i]! + SIGNATURE_SIZE);
  return { publicKey: sourceAt(batch, i), message: messageAt(batch, i), signature };
}

/**
 * The safety net under a fast verifier: a slow one that is known to be right, the oracle. The oracle verifies a signature again before a
 * block is refused for it, and a sample of the accepted ones. A difference is thrown: a node must not go on then.
 */
export class SignatureAudit {
  readonly #verifier: SignatureVerifier;
  readonly #oracle: SignatureVerifier | undefined;
  readonly #oneIn: number;
  #refusalsConfirmed = 0;
  #samplesConfirmed = 0;

  /** @param oneIn about one in this many accepted signatures is verified again; 0 for none */
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

  /** Verifies a signature again before a block is refused for it. @throws TOS_VERIFIER_DISAGREEMENT when the oracle finds the signature good */
  confirmBad(signed: Signed): void {
    if (this.#oracle === undefined) return;
    if (isGood(this.#oracle, signed)) throw this.#disagreement('bad', signed);
    this.#refusalsConfirmed++;
  }

  /** Verifies a sample again; called for every signature that was found good. @throws TOS_VERIFIER_DISAGREEMENT when the oracle finds the signature bad */
  sampleGood(signed: () => Signed): void {
    // The sample is random, because nobody may write a signature knowing that it will not be verified again. No result depends on it.
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
