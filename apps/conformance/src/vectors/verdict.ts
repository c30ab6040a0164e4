import type { NotRunRule } from './not-run-rule.ts';

/** The result of one vector. `reason` is the first difference, field by field. */
export type VectorVerdict =
  | { readonly status: 'passed' }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'notRun'; readonly rule: NotRunRule };

export const PASSED: VectorVerdict = { status: 'passed' };

/** @param difference the first difference; undefined when the vector passed */
export function verdictOf(difference: string | undefined): VectorVerdict {
  return difference === undefined ? PASSED : { status: 'failed', reason: difference };
}
