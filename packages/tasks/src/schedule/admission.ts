/** What is known of an addition before any task has run. */
export const Admission = {
  /** The entry is no addition. */
  NONE: 0,
  /** The addition fits, whatever the results of the earlier tasks are: it commutes. */
  FITS: 1,
  /**
   * A debit that cannot fit: the counter is too small for it, whatever the results of the earlier tasks are. A task that makes the debit fails,
   * so the addition commutes.
   */
  INSUFFICIENT: 2,
  /** The value decides whether the addition fits: it excludes other uses of the key, as a write does. */
  EXACT: 3,
} as const;
