import { Opcode } from '@tos/protocol';
import { cellAt, checkRelease, type Rule, type RuleSet, TYPE_CELLS } from '@tos/runtime';
import type { Topoheight } from '@tos/state';

// The cell of the record with the sender's frozen coins: the first cell that an energy transaction declares for its type.
const FROZEN = TYPE_CELLS;

/**
 * Rules by which frozen coins must be free at the height of the state, one below the height of the block: each transaction of the suite passes
 * the original's mempool first. Blocks of a real chain do not pass a mempool, and are judged by their own height.
 */
export function releasingAtParent(rules: RuleSet, parent: Topoheight): RuleSet {
  const rule = rules[Opcode.ENERGY];
  if (rule === undefined) return rules;
  const strict: Rule = {
    ...rule,
    apply(batch, i, context, overlay) {
      const before = overlay.record(cellAt(context.access, i, FROZEN));
      return (
        rule.apply(batch, i, context, overlay) || checkRelease(batch, i, before, { ...context, topoheight: parent })
      );
    },
  };
  return { ...rules, [Opcode.ENERGY]: strict };
}
