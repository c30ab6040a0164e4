import type { MempoolEntry } from './mempool-entry.ts';

/** A transaction that nobody has judged yet, and who waits for the answer. */
export interface Arrival {
  readonly entry: MempoolEntry;
  /** Whether it was in the mempool before, so that nobody hears of it as new. */
  readonly isKnown: boolean;
  readonly resolve: (entry: MempoolEntry) => void;
  readonly reject: (error: unknown) => void;
}
