import { ErrorCode } from '@tos/protocol';
import { checkFeeIsHeld, type Rule, type RuleSet } from '@tos/runtime';

/** A fault that a transaction in JSON can have and wire bytes cannot. The original reads it, and refuses it among the checks of the payload. */
export type Misfit = 'count of transfers' | 'count of shielded transfers' | 'count of deposits';

/** Misfits by the index of their transaction in the batch. */
export type Misfits = ReadonlyMap<number, Misfit>;

/**
 * Rules that refuse the placeholders of misfits at the check where the original refuses them: after sender and nonces, and after the fee,
 * except for a transfer that is executed alone.
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
        // Another part of the original counts the transfers in a block, and has another code.
        if (misfit === 'count of transfers' && as === 'transaction') return ErrorCode.INVALID_FORMAT;
        const code = misfit === 'count of shielded transfers' ? ErrorCode.INVALID_FORMAT : ErrorCode.INVALID_PAYLOAD;
        return checkFeeIsHeld(batch, i, context, overlay) || code;
      },
    },
  ]);
  return Object.fromEntries(refusing);
}
