import { blake3 } from '@tos/crypto';
import { COIN, ErrorCode, u64High, u64Low } from '@tos/protocol';
import { domains } from '@tos/state';
import { deployHasInvoke, deployModuleLength, deployModuleOffset, type PackedBatch } from '@tos/transaction';
import { defineRule } from '../define-rule.ts';
import type { Rule } from '../rule.ts';
import { cellAt, FEE_CELL, TYPE_CELLS } from '../transaction-steps.ts';

const CONTRACT = TYPE_CELLS;
/** Atomic units that a deployment destroys; the counter of burned TOS does not count them. Source: protocol.md §5.2, §5.4. */
const COST = COIN;

/**
 * Keeps a module under its hash; the same module deployed again changes nothing but the sender's balance. A deployment that calls
 * the constructor is refused: nothing executes contracts here. Source: protocol.md §3.7, §5.4 row "deploy".
 */
export const deployContractRule: Rule = defineRule({
  transferLike: null,

  access(batch, i, _source, out) {
    const { overlay } = out;
    out.exclusive(overlay.cellOf(domains.contract, overlay.intern(blake3(moduleOf(batch, i)), 0)));
  },

  check(batch, i) {
    return deployHasInvoke(batch, i) ? ErrorCode.NOT_IMPLEMENTED : ErrorCode.OK;
  },

  spend(_batch, i, { access }, _overlay, tally) {
    // The fee is in TOS, so its cell is the sender's balance.
    return tally.add(cellAt(access, i, FEE_CELL), u64High(COST), u64Low(COST));
  },

  apply(batch, i, { access }, overlay) {
    overlay.setRecord(cellAt(access, i, CONTRACT), moduleOf(batch, i).slice());
    return ErrorCode.OK;
  },
});

function moduleOf(batch: PackedBatch, i: number): Uint8Array {
  const offset = deployModuleOffset(batch, i);
  return batch.bytes.subarray(offset, offset + deployModuleLength(batch, i));
}
