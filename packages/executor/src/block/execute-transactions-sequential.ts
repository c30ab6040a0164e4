import { Verdict } from '@tos/crypto';
import { ErrorCode } from '@tos/protocol';
import { unsigned } from '@tos/runtime';
import { sourceAt } from '@tos/transaction';
import { UNKNOWN_CLAIM } from '../verification/claim-log.ts';
import { type PendingRecords, pendingRecords } from '../verification/pending-records.ts';
import { ownerSigned } from '../verification/signature-audit.ts';
import type { BlockOutcome, ExecutionOptions } from './block-execution.ts';
import { BlockRun } from './block-run.ts';
import { executeBlock } from './execute-block.ts';
import type { ModeChoice } from './execution-mode.ts';
import type { ExecutionServices } from './execution-services.ts';
import { ExecutionTimer } from './execution-timer.ts';
import { type OwnerVerdicts, passInTurns } from './pass-in-turns.ts';
import type { PreparedBlock } from './prepare-block.ts';

// Signatures verified at a time, when the pass comes to the first of them: at most what a batch verifier needs to share its inversions,
// and no more than fill a slice (a signature takes noble 2 ms). How long one takes is not known before the first ones.
const CHUNK = 16;
const FIRST_CHUNK = 4;
const CHUNK_MS = 5;

type SequentialServices = Pick<ExecutionServices, 'verifier' | 'cache' | 'claims' | 'cost' | 'audit' | 'turns'>;

/** Executes a block on the main thread alone: check, verify, apply, one transaction after the other. */
export async function executeTransactionsSequential(
  block: PreparedBlock,
  options: Pick<ExecutionOptions, 'policy'>,
  services: SequentialServices,
  choice: ModeChoice,
  timer: ExecutionTimer = new ExecutionTimer(1),
): Promise<BlockOutcome> {
  const run = new BlockRun(block, options.policy, timer);
  return executeBlock(run, choice, () => passInTurns(run, 0, block.batch.count, new MainVerdicts(run, services)));
}

/** Verdicts that main finds while the pass goes on, a few at a time. */
class MainVerdicts implements OwnerVerdicts {
  readonly #run: BlockRun;
  readonly #services: SequentialServices;
  readonly #records: PendingRecords;
  readonly #verdicts: Uint8Array;
  /** Record of the transaction that was asked for last, or the next record behind that transaction. */
  #slot = 0;
  #verifiedTo = 0;
  #chunk = FIRST_CHUNK;
  /** The number of the claim in which the last signatures were verified. */
  #claim = UNKNOWN_CLAIM;

  constructor(run: BlockRun, services: SequentialServices) {
    const { batch, ownerSigns } = run.block;
    this.#run = run;
    this.#services = services;
    this.#records = pendingRecords(batch, services.cache, batch.count, ownerSigns);
    this.#verdicts = new Uint8Array(this.#records.count);
    run.remember(this.#records, services.claims);
  }

  isKnown(i: number): boolean {
    const { index } = this.#records;
    while (index[this.#slot]! < i) this.#slot++;
    return index[this.#slot] !== i || this.#slot < this.#verifiedTo;
  }

  find(): Promise<void> | undefined {
    const { verifier, claims, cost, turns } = this.#services;
    const from = this.#slot;
    const to = Math.min(this.#records.count, from + this.#chunk);
    const started = performance.now();
    verifier.verifyBatch(this.#records, from, to, this.#verdicts);
    const ended = performance.now();
    const tookMs = ended - started;
    const { timer } = this.#run;
    timer.verified(to - from, started, ended);
    cost.verified(to - from, tookMs);
    this.#claim = claims.add(timer.recorder.mainClaim([...this.#records.index.subarray(from, to)], started, ended));
    this.#verifiedTo = to;
    this.#chunk = Math.max(1, Math.min(CHUNK, Math.floor((CHUNK_MS * (to - from)) / tookMs)));
    return turns.isDue ? turns.give() : undefined;
  }

  errorOf(i: number): ErrorCode {
    const { batch } = this.#run.block;
    const { audit, cache } = this.#services;
    if (this.#records.index[this.#slot] !== i) return ErrorCode.OK;
    if (this.#verdicts[this.#slot] === Verdict.GOOD) {
      audit.sampleGood(() => ownerSigned(batch, i));
      cache.add(batch, i, this.#claim);
      return ErrorCode.OK;
    }
    if (this.#run.isValidating) audit.confirmBad(ownerSigned(batch, i));
    return unsigned(sourceAt(batch, i));
  }
}
