import { ErrorCode } from '@tos/protocol';
import { encodeMultisig, KEY_SIZE } from '@tos/state';
import { multisigView } from '@tos/transaction/views';
import { defineRule } from '../define-rule.ts';
import { isSameKey } from '../keys.ts';
import { NO_REACH } from '../reach.ts';
import type { Rule } from '../rule.ts';
import { cellAt, TYPE_CELLS } from '../transaction-steps.ts';

const SETUP = TYPE_CELLS; // the sender's multisig record

/** Sets, changes or deletes the keys that must sign beside the sender's. Source: docs/protocol.md §5.4 row "multisig". */
export const multisigRule: Rule = defineRule({
  transferLike: null,
  reach: () => NO_REACH,

  access(_batch, _i, source, out) {
    out.exclusive(out.overlay.multisigCell(source));
  },

  check(batch, i, { access }, overlay) {
    const threshold = multisigView.threshold(batch, i);
    if (threshold === 0) return overlay.exists(cellAt(access, i, SETUP)) ? ErrorCode.OK : ErrorCode.INVALID_PAYLOAD;
    const count = multisigView.participantCount(batch, i);
    if (threshold > count) return ErrorCode.INVALID_PAYLOAD;
    const first = multisigView.participantsOffset(batch, i);
    for (let k = 0; k < count; k++) {
      if (isSameKey(batch.bytes, first + KEY_SIZE * k, batch.source[i]!)) return ErrorCode.INVALID_PAYLOAD;
    }
    return ErrorCode.OK;
  },

  apply(batch, i, { access }, overlay) {
    const threshold = multisigView.threshold(batch, i);
    const first = multisigView.participantsOffset(batch, i);
    const participants = Array.from({ length: multisigView.participantCount(batch, i) }, (_, k) =>
      batch.bytes.subarray(first + KEY_SIZE * k, first + KEY_SIZE * (k + 1)),
    );
    overlay.setRecord(cellAt(access, i, SETUP), threshold === 0 ? null : encodeMultisig({ threshold, participants }));
    return ErrorCode.OK;
  },
});
