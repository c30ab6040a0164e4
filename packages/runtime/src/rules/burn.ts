import { ErrorCode, u64FromHalves } from '@tos/protocol';
import { domains, SupplyCounter } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import { burnView } from '@tos/transaction/views';
import { defineRule } from '../define-rule.ts';
import { isZeroKey, keyAt } from '../keys.ts';
import type { Rule } from '../rule.ts';
import { TOS_RECORD } from '../spend-tally.ts';
import { cellAt, TYPE_CELLS } from '../transaction-steps.ts';

const FROM = 0; // the sender's balance of the asset
const BURNED = 1; // of native TOS: the supply counter
const ASSET = 1; // of any other asset: its record in the registry

/** Destroys coins of the sender. Source: docs/protocol.md §5.2, §5.4 row "burn". */
export const burnRule: Rule = defineRule({
  transferLike: null,

  access(batch, i, source, out) {
    const { overlay } = out;
    const asset = overlay.intern(batch.bytes, burnView.assetOffset(batch, i));
    out.exclusive(overlay.balanceCell(source, asset));
    // The counter counts TOS, so that burning another asset does not change it. Burns commute on it.
    if (asset === 0) out.credit(overlay.supplyCell(SupplyCounter.BURNED));
    else out.read(overlay.cellOf(domains.asset, asset));
  },

  reach(batch, i) {
    const spent = u64FromHalves(burnView.amountHigh(batch, i), burnView.amountLow(batch, i));
    return { targets: [], assets: [keyAt(batch.bytes, burnView.assetOffset(batch, i))], spent };
  },

  check(batch, i) {
    const high = burnView.amountHigh(batch, i);
    const low = burnView.amountLow(batch, i);
    if ((high | low) === 0) return ErrorCode.INVALID_AMOUNT;
    const carry = low + batch.feeLow[i]! > 0xffffffff ? 1 : 0;
    return high + batch.feeHigh[i]! + carry > 0xffffffff ? ErrorCode.INVALID_FORMAT : ErrorCode.OK;
  },

  spend(batch, i, { access }, _overlay, tally) {
    const asset = isOfTos(batch, i) ? TOS_RECORD : cellAt(access, i, TYPE_CELLS + ASSET);
    const from = cellAt(access, i, TYPE_CELLS + FROM);
    return tally.add(from, asset, burnView.amountHigh(batch, i), burnView.amountLow(batch, i));
  },

  apply(batch, i, { access }, overlay) {
    if (!isOfTos(batch, i)) return ErrorCode.OK;
    const burned = cellAt(access, i, TYPE_CELLS + BURNED);
    const counted = overlay.add(burned, burnView.amountHigh(batch, i), burnView.amountLow(batch, i));
    return counted ? ErrorCode.OK : ErrorCode.OVERFLOW;
  },
});

function isOfTos(batch: PackedBatch, i: number): boolean {
  return isZeroKey(batch.bytes, burnView.assetOffset(batch, i));
}
