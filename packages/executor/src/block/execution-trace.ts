/** The work of main on a block: preparing it, waiting for verdicts and helping to find them, the pass, and collecting verdicts and conflicts. */
export type ExecutionPhase = 'prepare' | 'verify' | 'pass' | 'collect';

/** A stretch of time, in whole microseconds since the execution began. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/** A phase, or a part of one that was interrupted. */
export interface PhaseSpan extends TimeSpan {
  readonly phase: ExecutionPhase;
}

/** What one thread verified at a time. */
export interface TracedClaim extends TimeSpan {
  /** 0 for main; below `ExecutionTrace.threads`. */
  readonly thread: number;
  /** Whose signatures: `owners`, or what rules asked for: co-signatures, signatures for agent accounts, and proofs. */
  readonly kind: 'owners' | 'evidence';
  /** Number of signatures or proofs. */
  readonly count: number;
  /** Indices in the batch of the transactions whose owners' signatures these are, ascending; none for evidence. */
  readonly transactions: readonly number[];
}

/** When main and the threads did what in one execution: for people, never for decisions. */
export interface ExecutionTrace {
  /** When the execution began, by `performance.now()` of main. */
  readonly startedAt: number;
  /** Microseconds that the execution took. */
  readonly total: number;
  /** Number of threads that verify, main included; some may have been lost, or had nothing to do. */
  readonly threads: number;
  /** In the order of their ends. `verify` and `pass` overlap where the pass went on beside the verification. */
  readonly phases: readonly PhaseSpan[];
  /** What was verified in this execution. What a thread had begun when it was lost is no claim. */
  readonly claims: readonly TracedClaim[];
  /**
   * The claims, in the order of their beginnings, in which the signatures were verified that were known already. Their times are negative,
   * unless they were verified while this block was prepared. They are looked up now: an executor knows its newest 32,768 claims, and nothing
   * is returned of older ones. `count` includes signatures of transactions that are not in this batch.
   */
  ahead(): readonly TracedClaim[];
}
