/** What is known of an addition before anything has run. */
export const Admission = {
  /** No addition. */
  NONE: 0,
  /** It fits, whatever becomes of the tasks before: it commutes. */
  FITS: 1,
  /** If it takes anything it takes too much, whatever becomes of the tasks before: the task fails then, and it commutes. */
  SHORT: 2,
  /** The value decides: it excludes others, as a write does. */
  EXACT: 3,
} as const;
