import { Verdict } from '@tos/crypto';
import { type PendingRecords, pendingRecords } from '../verification/pending-records.ts';
import { ownerSigned } from '../verification/signature-audit.ts';
import type { VerificationRun } from '../verification/verification-pool.ts';
import type { BlockRun } from './block-run.ts';
import type { ExecutionServices } from './execution-services.ts';
import { CLOCK_EVERY } from './pass-in-turns.ts';

/**
 * The signatures of owners of one block, while all threads verify them. One of `allForged`, `firstForged` and `abandon` must be called: the
 * memory of this run must not be in use when the next one starts.
 */
export class OwnerVerification {
  readonly #run: BlockRun;
  readonly #services: ExecutionServices;
  readonly #records: PendingRecords;
  readonly #started: number;
  readonly #verification: VerificationRun;
  /** For each record the number of its claim. */
  #claimOf: Uint32Array = new Uint32Array(0);

  /** Starts it. @param until of the transactions before this one */
  constructor(run: BlockRun, services: ExecutionServices, until: number) {
    const { batch, ownerSigns } = run.block;
    this.#run = run;
    this.#services = services;
    this.#records = pendingRecords(batch, services.cache, until, ownerSigns);
    run.remember(this.#records, services.claims);
    this.#started = performance.now();
    this.#verification = services.pool.start(this.#records, run.isValidating);
  }

  /** Signatures of transactions from `until` on need no verdict any more. */
  limitTo(until: number): void {
    this.#verification.limitTo(this.#slotsBefore(until));
  }

  /** Waits until no thread uses the memory of this run, whose verdicts nobody needs. */
  async abandon(): Promise<void> {
    await this.#verification.finish();
  }

  /** Every transaction whose owner has not signed it, in order. */
  async allForged(): Promise<number[]> {
    const forged: number[] = [];
    await this.#judge(this.#records.count, (i) => {
      forged.push(i);
      return true;
    });
    return forged;
  }

  /** The first transaction before `until` whose owner has not signed it. @throws TOS_VERIFIER_DISAGREEMENT when the oracle differs */
  async firstForged(until: number): Promise<number | undefined> {
    let forged: number | undefined;
    await this.#judge(this.#slotsBefore(until), (i) => {
      this.#services.audit.confirmBad(ownerSigned(this.#run.block.batch, i));
      forged = i;
      return false;
    });
    return forged;
  }

  /**
   * Helps until all verdicts are there, and reads them in order.
   * @param slots records from here on are not read
   * @param isForged is called for each transaction that is not signed by its owner; false: no more are read
   */
  async #judge(slots: number, isForged: (i: number) => boolean): Promise<void> {
    const { timer } = this.#run;
    const { verdicts, busyMs, claims } = await this.#verification.finish();
    const finished = performance.now();
    timer.recorder.claims(claims, this.#records.index);
    this.#claimOf = this.#services.claims.addAll(claims, this.#records.count);
    await this.#read(verdicts, slots, isForged);
    timer.collected(finished);
    // Those that main had to verify again have a verdict by now.
    const verified = verdicts.reduce((n, verdict) => n + (verdict === Verdict.UNKNOWN ? 0 : 1), 0);
    timer.verified(verified, this.#started, finished, busyMs);
    this.#services.cost.verified(verified, busyMs);
  }

  async #read(verdicts: Uint8Array, slots: number, isForged: (i: number) => boolean): Promise<void> {
    const { batch } = this.#run.block;
    const { pool, cache, audit, turns } = this.#services;
    for (let slot = 0; slot < slots; slot++) {
      const i = this.#records.index[slot]!;
      const isMissing = verdicts[slot] !== Verdict.GOOD && verdicts[slot] !== Verdict.BAD;
      const started = isMissing ? performance.now() : 0;
      const verdict = pool.verdictOf(this.#records, verdicts, slot);
      if (isMissing) this.#run.timer.recorder.mainClaim([i], started, performance.now());
      // Main verifies what a thread that failed has left: much, when its verdicts are garbage.
      if ((isMissing || slot % CLOCK_EVERY === 0) && turns.isDue) await turns.give();
      if (verdict === Verdict.GOOD) {
        audit.sampleGood(() => ownerSigned(batch, i));
        cache.add(batch, i, this.#claimOf[slot]!);
      } else if (!isForged(i)) {
        return;
      }
    }
  }

  #slotsBefore(until: number): number {
    const { count, index } = this.#records;
    let slots = 0;
    while (slots < count && index[slots]! < until) slots++;
    return slots;
  }
}
