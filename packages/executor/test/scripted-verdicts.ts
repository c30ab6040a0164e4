import { type SignatureVerifier, Verdict, type VerificationRecords } from '@tos/crypto';
import type { JobClaims } from '../src/verification/job-claims.ts';
import { trustedVerdict } from '../src/verification/trusted-verdict.ts';
import type { VerificationRun } from '../src/verification/verification-pool.ts';

// Verdicts that follow a script, in place of the pool: right, missing, garbled, or late, without any thread. Use:
// vi.mock('../src/verification/verification-pool.ts', async () => ({
//   VerificationPool: (await import('./scripted-verdicts.ts')).ScriptedVerdicts }));

const NO_CLAIMS: JobClaims = { count: 0, thread: [], began: [], done: [], firstSlot: [0], slots: new Uint32Array() };

/** What the pool does with one record. `late`: the verdict is right, but everything waits for it. */
export type Answer = 'right' | 'lost' | 'garbled' | 'late';

/** Takes the place of `VerificationPool`. Signatures are read as `fixtures/injected-verifier.mjs` reads them. */
export class ScriptedVerdicts {
  static script: () => Answer = () => 'right';
  readonly healthyWorkers = 2;
  readonly #verifier: SignatureVerifier;

  constructor(_settings: unknown, verifier: SignatureVerifier) {
    this.#verifier = verifier;
  }

  async started(): Promise<void> {}
  async close(): Promise<void> {}

  verdictOf(records: VerificationRecords, verdicts: Uint8Array, slot: number): Verdict {
    return trustedVerdict(verdicts, slot, records, this.#verifier, () => undefined);
  }

  /** Proofs are read as signatures are, by their first byte. */
  start({ count, bytes, signature }: VerificationRecords, stopAtBad: boolean): VerificationRun {
    const verdicts = new Uint8Array(count);
    let limit = count;
    return {
      limitTo: (to: number): void => {
        limit = Math.min(limit, to);
      },
      finish: async () => {
        for (let i = 0; i < limit; i++) {
          const answer = ScriptedVerdicts.script();
          if (answer === 'late') await undefined;
          if (answer === 'lost') continue;
          verdicts[i] = answer === 'garbled' ? 7 : bytes[signature[i]!] === 1 ? Verdict.GOOD : Verdict.BAD;
          if (stopAtBad && verdicts[i] === Verdict.BAD) break;
        }
        return { verdicts, busyMs: 0, claims: NO_CLAIMS };
      },
    };
  }
}
