export * from './access-set.ts';
export * from './block-frame.ts';
export * from './block-stages.ts';
export { checkCoSignatures } from './co-signatures.ts';
export * from './define-rule.ts';
export * from './rule.ts';
export * from './rules/baseline-rules.ts';
export type { SpendTally } from './spend-tally.ts';
export * from './transaction-steps.ts';
