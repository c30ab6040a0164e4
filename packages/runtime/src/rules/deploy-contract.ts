import { publicKeyOfHash } from '@tos/crypto';
import { COIN, ErrorCode, u64High, u64Low } from '@tos/protocol';
import { domains, NATIVE_ASSET } from '@tos/state';
import { type PackedBatch, sourceAt } from '@tos/transaction';
import { deployView } from '@tos/transaction/views';
import { contractAddress } from '../contract-address.ts';
import { defineRule } from '../define-rule.ts';
import type { Rule } from '../rule.ts';
import { TOS_RECORD } from '../spend-tally.ts';
import { cellAt, FEE_CELL, TYPE_CELLS } from '../transaction-steps.ts';

const CONTRACT = TYPE_CELLS;
/** Atomic units that a deployment destroys, and that the counter of burned TOS does not count. Source: docs/protocol.md §5.2, §5.4. */
const COST = COIN;

/**
 * Stores a module under the address of the new contract. A second deployment of the same module by the same sender is refused (0405), and
 * so is a deployment that calls the constructor (FF01): nothing executes contracts here. Source: docs/protocol.md §5.4, row "deploy_contract".
 */
export const deployContractRule: Rule = defineRule({
  transferLike: null,

  access(batch, i, _source, out) {
    const { overlay } = out;
    out.exclusive(
      overlay.cellOf(domains.contract, overlay.intern(contractAddress(sourceAt(batch, i), moduleOf(batch, i)), 0)),
    );
  },

  reach(_batch, i, access) {
    const { key: address } = access.overlay.ref(cellAt(access, i, CONTRACT));
    return { targets: [publicKeyOfHash(address)], assets: [NATIVE_ASSET], spent: COST };
  },

  check(batch, i, { access }, overlay) {
    if (overlay.exists(cellAt(access, i, CONTRACT))) return ErrorCode.DOMAIN_EXISTS;
    return deployView.hasInvoke(batch, i) ? ErrorCode.NOT_IMPLEMENTED : ErrorCode.OK;
  },

  spend(_batch, i, { access }, _overlay, tally) {
    // The fee is in TOS, so that the cell of the fee is the sender's balance.
    return tally.add(cellAt(access, i, FEE_CELL), TOS_RECORD, u64High(COST), u64Low(COST));
  },

  apply(batch, i, { access }, overlay) {
    overlay.setRecord(cellAt(access, i, CONTRACT), moduleOf(batch, i).slice());
    return ErrorCode.OK;
  },
});

function moduleOf(batch: PackedBatch, i: number): Uint8Array {
  const offset = deployView.moduleOffset(batch, i);
  return batch.bytes.subarray(offset, offset + deployView.moduleLength(batch, i));
}
