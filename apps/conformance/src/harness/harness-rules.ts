import { baselineRules, type RuleSet } from '@tos/runtime';

export const harnessRules: RuleSet = baselineRules;
