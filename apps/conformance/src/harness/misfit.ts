import { ErrorCode } from '@tos/protocol';
import { checkFeeIsHeld, type Rule, type RuleSet } from '@tos/runtime';

/** What a transaction in JSON can have and none on the wire. The original reads it, and refuses it when it comes to the payload. */
export type Misfit = 'count of transfers' | 'count of shielded transfers' | 'count of deposits';

/** Misfits by the place of their transaction in the batch. */
export type Misfits = ReadonlyMap<number, Misfit>;

/**
 * Rules that refuse the transactions which only stand in for a misfit, where the original comes to it: behind sender and nonces, and but
 * for transfers that stand alone, behind the fee.
 */
export function refusingMisfits(rules: RuleSet, misfits: Misfits, as: 'transaction' | 'block'): RuleSet {
  if (misfits.size === 0) return rules;
  const refusing = Object.entries(rules).map(([opcode, rule]): [string, Rule] => [
    opcode,
    {
      ...rule,
      check(batch, i, context, overlay) {
        const misfit = misfits.get(i);
        if (misfit === undefined) return rule.check(batch, i, context, overlay);
        // Transfers in a block are counted by another part of the original, with another code.
        if (misfit === 'count of transfers' && as === 'transaction') return ErrorCode.INVALID_FORMAT;
        const code = misfit === 'count of shielded transfers' ? ErrorCode.INVALID_FORMAT : ErrorCode.INVALID_PAYLOAD;
        return checkFeeIsHeld(batch, i, context, overlay) || code;
      },
    },
  ]);
  return Object.fromEntries(refusing);
}
