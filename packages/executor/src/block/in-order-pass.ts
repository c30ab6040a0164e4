import { ErrorCode, FeeType, u64FromHalves } from '@tos/protocol';
import { askSigner, checkSigner, type Steps, senderExists } from '@tos/runtime';
import type { ExecutionTimer } from './execution-timer.ts';
import type { PreparedBlock } from './prepare-block.ts';

// How many pieces of evidence are asked for ahead, and verified together: enough to keep all threads busy for longer than waking them
// takes (1024 signatures are 90 ms, waking 64 threads takes 0.1 ms), and few enough that asking takes main only 3 ms.
const ASKED_AHEAD = 1024;

/** The one pass over the transactions of a block, in their order: the specification that every executor follows. */
export class InOrderPass {
  readonly #block: PreparedBlock;
  #feeHigh = 0;
  #feeLow = 0;
  // The evidence of transactions before this one has been asked for ahead.
  #askedTo = 0;

  constructor(block: PreparedBlock) {
    this.#block = block;
  }

  /** The fees of all transactions that have been applied, in atomic units of TOS. */
  get gasFee(): bigint {
    return u64FromHalves(this.#feeHigh, this.#feeLow);
  }

  /** Does what the frame of the block does before the first transaction. */
  open(): ErrorCode {
    return this.#block.execution.frame?.open(this.#block.overlay) ?? ErrorCode.OK;
  }

  /** Makes the checks of transaction i that come before its signature. Changes nothing. */
  check(i: number): ErrorCode {
    const { batch, context, overlay } = this.#block;
    if (!senderExists(i, context.access, overlay)) return ErrorCode.ACCOUNT_NOT_FOUND;
    return this.#block.ruleOf(i).check(batch, i, context, overlay);
  }

  /**
   * Makes the checks of transaction i that come after its signature, and applies its effects. A failed transaction leaves nothing behind.
   * @returns undefined when that takes long, because evidence must be verified or there are many steps: nothing has changed then, and the
   *   caller calls `applyInTurns`
   */
  apply(i: number): ErrorCode | undefined {
    const { overlay, evidence } = this.#block;
    overlay.begin();
    const outcome = this.#authorizeAndApply(i);
    if (typeof outcome === 'number' && !evidence.isOpen) return this.#end(i, outcome);
    overlay.revert();
    return undefined;
  }

  /** Does the work of `apply(i)`, and gives other events their turns meanwhile. */
  async applyInTurns(i: number, timer: ExecutionTimer): Promise<ErrorCode> {
    const { overlay, evidence } = this.#block;
    const { turns } = evidence;
    for (;;) {
      if (evidence.isOpen) await this.#settle(i, timer);
      const started = performance.now();
      overlay.begin();
      const outcome = this.#authorizeAndApply(i);
      if (!evidence.isOpen) {
        timer.applied(started);
        const error = typeof outcome === 'number' ? outcome : await this.#takeSteps(outcome, timer);
        if (turns.isDue) await turns.give();
        return this.#end(i, error);
      }
      overlay.revert();
      timer.applied(started);
    }
  }

  /** Does what the frame of the block does after the last transaction. */
  close(): ErrorCode {
    return this.#block.execution.frame?.close(this.#block.overlay, this.gasFee) ?? ErrorCode.OK;
  }

  /** Finds out who signed, where others than the owner may have signed, and applies the transaction. */
  #authorizeAndApply(i: number): ErrorCode | Steps {
    const { batch, context, overlay, evidence } = this.#block;
    const rule = this.#block.ruleOf(i);
    if (!this.#block.ownerSigns(i)) {
      const refused = checkSigner(batch, i, rule, context, overlay);
      const isUnsigned = refused === ErrorCode.INVALID_SIGNATURE || refused === ErrorCode.UNKNOWN;
      if (isUnsigned && !evidence.isOpen) evidence.confirmUnsigned();
      // Nothing else is asked before the signer is known: evidence that an account has to answer for must not be verified for a stranger.
      if (refused !== ErrorCode.OK || evidence.isOpen) return refused;
    }
    return rule.apply(batch, i, context, overlay);
  }

  /** Has the evidence verified that transaction i asked for, together with some evidence of later transactions. */
  async #settle(i: number, timer: ExecutionTimer): Promise<void> {
    const { evidence } = this.#block;
    if (evidence.hasHelp) this.#askAhead(i);
    const { verified, since, until, busyMs, claims, isComplete } = await evidence.settle();
    if (!isComplete) this.#askedTo = i + 1;
    timer.evidence(verified, since, until, busyMs);
    for (const run of claims) timer.recorder.claims(run);
  }

  async #takeSteps(steps: Steps, timer: ExecutionTimer): Promise<ErrorCode> {
    const { turns } = this.#block.evidence;
    for (;;) {
      const started = performance.now();
      let step = steps.next();
      while (step.done !== true && !turns.isDue) step = steps.next();
      timer.applied(started);
      if (step.done === true) return step.value;
      await turns.give();
    }
  }

  /**
   * Asks for the evidence of transactions after i, by the state before i. Where one of them changes what a later one needs, only time is
   * lost: evidence that turns out not to be needed was verified for nothing, and evidence that is missing is verified in its turn.
   */
  #askAhead(i: number): void {
    const { batch, context, overlay, evidence } = this.#block;
    const until = evidence.asked + ASKED_AHEAD;
    let k = Math.max(this.#askedTo, i + 1);
    for (; k < batch.count && evidence.asked < until; k++) {
      if (!this.#block.ownerSigns(k)) askSigner(batch, k, context, overlay);
      this.#block.ruleOf(k).askAhead?.(batch, k, context, overlay);
    }
    this.#askedTo = k;
  }

  #end(i: number, outcome: ErrorCode): ErrorCode {
    const { batch, overlay } = this.#block;
    let error = outcome;
    if (error === ErrorCode.OK && batch.feeType[i] === FeeType.TOS && !this.#collectFee(i)) error = ErrorCode.OVERFLOW;
    if (error === ErrorCode.OK) overlay.accept();
    else overlay.revert();
    return error;
  }

  #collectFee(i: number): boolean {
    const { batch } = this.#block;
    const low = this.#feeLow + batch.feeLow[i]!;
    const high = this.#feeHigh + batch.feeHigh[i]! + (low > 0xffffffff ? 1 : 0);
    if (high > 0xffffffff) return false;
    this.#feeLow = low >>> 0;
    this.#feeHigh = high;
    return true;
  }
}
