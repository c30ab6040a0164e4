import { blake3 } from '@tos/crypto';
import { ErrorCode } from '@tos/protocol';
import { domains, encodeOwnedName } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import { nameView } from '@tos/transaction/views';
import { defineRule } from '../define-rule.ts';
import { keyAt } from '../keys.ts';
import { isNameAllowed, normalizeName } from '../name-rules.ts';
import { NO_REACH } from '../reach.ts';
import type { Rule } from '../rule.ts';
import { cellAt, TYPE_CELLS } from '../transaction-steps.ts';

const OWNER = TYPE_CELLS; // the owner of the name
const NAME = TYPE_CELLS + 1; // the name that the sender has
/** The least fee of a registration in atomic units: 0.1 TOS. Source: docs/protocol.md §5.4. */
const MIN_FEE = 10_000_000;

/** Gives the sender a name. Source: docs/protocol.md §5.4 row "register_name". */
export const registerNameRule: Rule = defineRule({
  transferLike: null,
  reach: () => NO_REACH,

  access(batch, i, source, out) {
    const { overlay } = out;
    out.exclusive(overlay.cellOf(domains.nameOwner, overlay.intern(blake3(nameOf(batch, i)), 0)));
    out.exclusive(overlay.cellOf(domains.ownedName, source));
  },

  check(batch, i, { access }, overlay) {
    if (!isNameAllowed(nameOf(batch, i))) return ErrorCode.INVALID_PAYLOAD;
    if (batch.feeHigh[i] === 0 && batch.feeLow[i]! < MIN_FEE) return ErrorCode.INSUFFICIENT_FEE;
    const isTaken = overlay.exists(cellAt(access, i, OWNER)) || overlay.exists(cellAt(access, i, NAME));
    return isTaken ? ErrorCode.DOMAIN_EXISTS : ErrorCode.OK;
  },

  apply(batch, i, { access }, overlay) {
    overlay.setRecord(cellAt(access, i, OWNER), keyAt(batch.bytes, batch.source[i]!));
    overlay.setRecord(cellAt(access, i, NAME), encodeOwnedName(nameOf(batch, i)));
    return ErrorCode.OK;
  },
});

function nameOf(batch: PackedBatch, i: number): Uint8Array {
  const offset = nameView.offset(batch, i);
  return normalizeName(batch.bytes.subarray(offset, offset + nameView.length(batch, i)));
}
