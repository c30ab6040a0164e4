export { Random } from './random.ts';
export { RandomHistory, type Step } from './random-history.ts';
export * from './storage-suite.ts';
export type { KnownFailure, SuiteOptions, TestRunner } from './suite.ts';
