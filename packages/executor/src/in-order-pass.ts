import { ErrorCode, FeeType, u64FromHalves } from '@tos/protocol';
import { askSigner, checkSigner, type Steps, senderExists } from '@tos/runtime';
import type { ExecutionTimer } from './execution-timer.ts';
import type { PreparedBlock } from './prepare-block.ts';

// Pieces of evidence that are asked for ahead, and verified together: enough work for all threads for longer than it takes to wake them
// (1024 signatures are 90 ms, 64 threads need 0.1 ms), and little enough that asking takes main 3 ms.
const ASKED_AHEAD = 1024;

/** The one pass over a block in its order: the specification that every executor follows. */
export class InOrderPass {
  readonly #block: PreparedBlock;
  #feeHigh = 0;
  #feeLow = 0;
  // Evidence of transactions before this one was asked for ahead.
  #askedTo = 0;

  constructor(block: PreparedBlock) {
    this.#block = block;
  }

  /** Fees of the transactions applied so far. */
  get gasFee(): bigint {
    return u64FromHalves(this.#feeHigh, this.#feeLow);
  }

  /** Before the first transaction. */
  open(): ErrorCode {
    return this.#block.execution.frame?.open(this.#block.overlay) ?? ErrorCode.OK;
  }

  /** What of transaction i comes before its signature. Changes nothing. */
  check(i: number): ErrorCode {
    const { batch, context, overlay } = this.#block;
    if (!senderExists(i, context.access, overlay)) return ErrorCode.ACCOUNT_NOT_FOUND;
    return this.#block.ruleOf(i).check(batch, i, context, overlay);
  }

  /**
   * What comes after its signature, effects included. When it fails, nothing of the transaction is left.
   * @returns undefined when it takes long, since evidence must be verified or there are many steps: nothing has happened then, and
   *   `applyInTurns` does it
   */
  apply(i: number): ErrorCode | undefined {
    const { overlay, evidence } = this.#block;
    overlay.begin();
    const outcome = this.#authorizeAndApply(i);
    if (typeof outcome === 'number' && !evidence.isOpen) return this.#end(i, outcome);
    overlay.revert();
    return undefined;
  }

  /** What `apply(i)` began, giving other events their turns. */
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

  /** After the last transaction. */
  close(): ErrorCode {
    return this.#block.execution.frame?.close(this.#block.overlay, this.gasFee) ?? ErrorCode.OK;
  }

  /** Where not only the owner may sign, who did is found out here. */
  #authorizeAndApply(i: number): ErrorCode | Steps {
    const { batch, context, overlay, evidence } = this.#block;
    const rule = this.#block.ruleOf(i);
    if (!this.#block.ownerSigns(i)) {
      const refused = checkSigner(batch, i, rule, context, overlay);
      const isUnsigned = refused === ErrorCode.INVALID_SIGNATURE || refused === ErrorCode.UNKNOWN;
      if (isUnsigned && !evidence.isOpen) evidence.confirmUnsigned();
      // Before it is known that somebody signed, nothing is asked that an account would have to answer for.
      if (refused !== ErrorCode.OK || evidence.isOpen) return refused;
    }
    return rule.apply(batch, i, context, overlay);
  }

  /** Has the evidence verified that transaction i asked for, and some of those behind it. */
  async #settle(i: number, timer: ExecutionTimer): Promise<void> {
    const { evidence } = this.#block;
    if (evidence.hasHelp) this.#askAhead(i);
    const { verified, tookMs, busyMs, isComplete } = await evidence.settle();
    if (!isComplete) this.#askedTo = i + 1;
    timer.evidence(verified, tookMs, busyMs);
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
   * Asks for the evidence of transactions behind i, as the state is before it. What an earlier one of them changes makes only a
   * difference in time: what is wrong is verified for nothing, and what is missing when its turn comes.
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
