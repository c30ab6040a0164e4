import { Opcode } from '@tos/protocol';
import type { RuleSet } from '../rule.ts';
import { burnRule } from './burn.ts';
import { transfersRule } from './transfers.ts';

/** The rules of the profile `baseline`, one line a type. A type without a line is refused, never skipped. */
export const baselineRules: RuleSet = {
  [Opcode.BURN]: burnRule,
  [Opcode.TRANSFERS]: transfersRule,
};
