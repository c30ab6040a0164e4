import { Opcode } from '@tos/protocol';
import { baselineRules, type RuleSet } from '@tos/runtime';
import { simplifiedInvokeContractRule } from './simplified-invoke-contract.ts';
import { simplifiedUnoTransfersRule } from './simplified-uno-transfers.ts';
import { simplifiedUnshieldTransfersRule } from './simplified-unshield-transfers.ts';

/**
 * The node's own rules, with the suite's simplified rules for the three types that the node refuses. No chain may use the simplified rules:
 * they verify no proof and execute no contract. Source: docs/protocol.md §5.3.
 */
export const harnessRules: RuleSet = {
  ...baselineRules,
  [Opcode.INVOKE_CONTRACT]: simplifiedInvokeContractRule,
  [Opcode.UNO_TRANSFERS]: simplifiedUnoTransfersRule,
  [Opcode.UNSHIELD_TRANSFERS]: simplifiedUnshieldTransfersRule,
};
