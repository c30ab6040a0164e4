import { COIN, ErrorCode, u64FromHalves } from '@tos/protocol';
import { advanceNonce, cellAt, checkFeeIsHeld, checkNonce, declareSender, type Rule, TYPE_CELLS } from '@tos/runtime';
import { domains } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import { DepositCursor, invokeView } from '@tos/transaction/views';
import { feeOf, saturated, subSaturating } from './saturating.ts';

const FROM = TYPE_CELLS; // the sender's balance of TOS, which pays for every fee type
const CONTRACT = TYPE_CELLS + 1;

/** The maximum of gas that a call may reserve, in atomic units. Source: docs/protocol.md §5.3. */
const MAX_GAS = 10n * COIN;

const deposits = new DepositCursor();

/** Takes the fee and the whole gas limit. Deposits stay with the sender, and nothing is executed. Source: docs/protocol.md §5.3. */
export const simplifiedInvokeContractRule: Rule = {
  access(batch, i, out) {
    const { overlay } = out;
    const source = declareSender(batch, i, out);
    out.exclusive(overlay.balanceCell(source, 0));
    out.read(overlay.cellOf(domains.contract, overlay.intern(batch.bytes, invokeView.contractOffset(batch, i))));
  },

  moreAccess() {},

  check(batch, i, context, overlay) {
    const broke = checkFeeIsHeld(batch, i, context, overlay);
    if (broke !== ErrorCode.OK) return broke;
    if (gasOf(batch, i) > MAX_GAS) return ErrorCode.INVALID_PAYLOAD;
    deposits.start(batch, i);
    while (deposits.next()) if ((deposits.amountHigh | deposits.amountLow) === 0) return ErrorCode.INVALID_FORMAT;
    const nonce = checkNonce(batch, i, context, overlay);
    if (nonce !== ErrorCode.OK) return nonce;
    if (!overlay.exists(cellAt(context.access, i, CONTRACT))) return ErrorCode.CONTRACT_NOT_FOUND;
    const held = overlay.u64(cellAt(context.access, i, FROM));
    return held < takenBy(batch, i) ? ErrorCode.INSUFFICIENT_BALANCE : ErrorCode.OK;
  },

  apply(batch, i, context, overlay) {
    // `check` has seen that the balance covers this.
    subSaturating(overlay, cellAt(context.access, i, FROM), takenBy(batch, i));
    return advanceNonce(i, context, overlay);
  },
};

/** Fee and gas together. */
function takenBy(batch: PackedBatch, i: number): bigint {
  return saturated(feeOf(batch, i) + gasOf(batch, i));
}

function gasOf(batch: PackedBatch, i: number): bigint {
  return u64FromHalves(invokeView.maxGasHigh(batch, i), invokeView.maxGasLow(batch, i));
}
