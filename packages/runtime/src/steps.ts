import type { ErrorCode } from '@tos/protocol';

/**
 * Effects that take long, in steps of at most some milliseconds. Whoever runs them may let others have a turn between two, but must
 * leave the overlay alone until the last. Returns the numeric code.
 */
export type Steps = Generator<undefined, ErrorCode, undefined>;

/** Runs all steps at once, for callers that nobody waits for. @param outcome of `Rule.apply` */
export function completeSteps(outcome: ErrorCode | Steps): ErrorCode {
  if (typeof outcome === 'number') return outcome;
  for (;;) {
    const { done, value } = outcome.next();
    if (done === true) return value;
  }
}
