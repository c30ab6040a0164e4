import type { ErrorCode } from '@tos/protocol';

/**
 * Effects that take long, in steps of at most some milliseconds. The caller may let other events have their turn between two steps, but
 * must leave the overlay alone until the last step. The generator returns the numeric code.
 */
export type Steps = Generator<undefined, ErrorCode, undefined>;

/** Runs all steps at once, for callers that need not let others have a turn. @param outcome of `Rule.apply` */
export function completeSteps(outcome: ErrorCode | Steps): ErrorCode {
  if (typeof outcome === 'number') return outcome;
  for (;;) {
    const { done, value } = outcome.next();
    if (done === true) return value;
  }
}
