import type { Rule } from '@tos/runtime';
import { UnoCursor } from '@tos/transaction/views';
import { defineSimplifiedTransfers } from './define-simplified-transfers.ts';

/** Takes the fee and moves nothing, because the amounts are hidden. Source: docs/protocol.md §5.3. */
export const simplifiedUnoTransfersRule: Rule = defineSimplifiedTransfers({
  transferLike: { outputs: new UnoCursor(), toSelf: false, unoFee: true, feePerOutput: false },
  unoFeeIsZero: true,
});
