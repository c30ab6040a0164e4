import { ErrorCode } from '@tos/protocol';
import { checkSendersAndNonces } from '@tos/runtime';
import type { ConflictGraph } from '@tos/tasks';
import type { ClaimLog } from '../verification/claim-log.ts';
import type { PendingRecords } from '../verification/pending-records.ts';
import type { BlockRefusal, ExecutionOptions, ExecutionReport } from './block-execution.ts';
import { BlockResults } from './block-results.ts';
import type { ModeChoice } from './execution-mode.ts';
import type { ExecutionTimer } from './execution-timer.ts';
import { InOrderPass } from './in-order-pass.ts';
import { ParallelChainState } from './parallel-chain-state.ts';
import type { PreparedBlock } from './prepare-block.ts';

/** What one execution of a block has come to, step by step: the part that both executors share. */
export class BlockRun {
  readonly block: PreparedBlock;
  /** Whether the first failure refuses the block; while building, what fails is left out. */
  readonly isValidating: boolean;
  readonly pass: InOrderPass;
  readonly results: BlockResults;
  readonly timer: ExecutionTimer;
  #cached = 0;
  #conclusion: { readonly refused: BlockRefusal | undefined; readonly state: ParallelChainState } | undefined;

  constructor(block: PreparedBlock, policy: ExecutionOptions['policy'], timer: ExecutionTimer) {
    this.block = block;
    this.isValidating = policy === 'validate';
    this.pass = new InOrderPass(block);
    this.results = new BlockResults(block.batch);
    this.timer = timer;
  }

  /** Signatures of owners that are known to be good from earlier. */
  remember({ known, knownClaim }: PendingRecords, claims: ClaimLog): void {
    this.#cached = known.length;
    this.timer.recorder.remembered({ known, knownClaim, claims });
  }

  /** What comes before the first transaction. @returns why the block is refused, if it is */
  open(): BlockRefusal | undefined {
    const { batch, context, overlay } = this.block;
    const early = this.isValidating ? checkSendersAndNonces(batch, context.access, overlay) : undefined;
    return early ?? ofBlockItself(this.pass.open());
  }

  /** What comes after the last transaction, once: later calls return what the first one did. @returns why the block is refused, if it is */
  conclude(): BlockRefusal | undefined {
    this.#conclusion ??= {
      refused: ofBlockItself(this.pass.close()),
      state: new ParallelChainState(this.block.overlay, this.pass.gasFee),
    };
    return this.#conclusion.refused;
  }

  /** The state after the block. */
  get state(): ParallelChainState {
    this.conclude();
    return this.#conclusion!.state;
  }

  /** The execution ends now. */
  report(choice: ModeChoice, { conflictRate, criticalPath, levels, hottest }: ConflictGraph): ExecutionReport {
    const { overlay } = this.block;
    return {
      ...choice,
      ...this.timer.measured(),
      cached: this.#cached,
      conflictRate,
      criticalPath,
      levels: sizesOf(levels, criticalPath),
      hottest: hottest.map(({ cell, accesses, waits }) => ({ ref: overlay.ref(cell), accesses, waits })),
    };
  }
}

/** @param levels of transactions, from 1 @returns the number of transactions on each level */
function sizesOf(levels: Uint32Array, count: number): number[] {
  const sizes: number[] = new Array(count).fill(0);
  for (const level of levels) sizes[level - 1]!++;
  return sizes;
}

function ofBlockItself(error: ErrorCode): BlockRefusal | undefined {
  return error === ErrorCode.OK ? undefined : { index: null, error };
}
