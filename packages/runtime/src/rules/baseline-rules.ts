import { Opcode } from '@tos/protocol';
import type { RuleSet } from '../rule.ts';
import { agentAccountRule } from './agent-account.ts';
import { burnRule } from './burn.ts';
import { deployContractRule } from './deploy-contract.ts';
import { energyRule } from './energy.ts';
import { multisigRule } from './multisig.ts';
import { notSupportedRule } from './not-supported.ts';
import { registerNameRule } from './register-name.ts';
import { shieldTransfersRule } from './shield-transfers.ts';
import { transfersRule } from './transfers.ts';

/** The rules of the profile `baseline`, one line per type. A type without a line is refused, never skipped. */
export const baselineRules: RuleSet = {
  [Opcode.BURN]: burnRule,
  [Opcode.TRANSFERS]: transfersRule,
  [Opcode.MULTISIG]: multisigRule,
  [Opcode.INVOKE_CONTRACT]: notSupportedRule, // needs a machine for contracts
  [Opcode.DEPLOY_CONTRACT]: deployContractRule,
  [Opcode.ENERGY]: energyRule,
  [Opcode.UNO_TRANSFERS]: notSupportedRule, // needs range, equality and validity proofs
  [Opcode.SHIELD_TRANSFERS]: shieldTransfersRule,
  [Opcode.UNSHIELD_TRANSFERS]: notSupportedRule, // needs the same proofs
  [Opcode.REGISTER_NAME]: registerNameRule,
  [Opcode.AGENT_ACCOUNT]: agentAccountRule,
};
