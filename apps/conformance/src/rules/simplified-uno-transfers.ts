import type { Rule } from '@tos/runtime';
import { UnoCursor } from '@tos/transaction/views';
import { defineSimplifiedTransfers } from './define-simplified-transfers.ts';

/** Pays its fee and moves nothing: the amounts are hidden. Source: docs/protocol.md §5.3. */
export const simplifiedUnoTransfersRule: Rule = defineSimplifiedTransfers({
  transferLike: { outputs: new UnoCursor(), toSelf: false, unoFee: true, feePerOutput: false },
  unoFeeIsZero: true,
});
