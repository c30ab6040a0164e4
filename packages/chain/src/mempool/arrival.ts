import type { MempoolEntry } from './mempool-entry.ts';

/** Who waits for the answer to a transaction. */
interface Awaited {
  readonly resolve: (entry: MempoolEntry) => void;
  readonly reject: (error: unknown) => void;
}

/** A transaction as it arrives, which may have to be decoded. */
export interface Arrived extends Awaited {
  readonly transaction: MempoolEntry | Undecoded;
}

/** A transaction that nobody has judged yet, and who waits for the answer. */
export interface Arrival extends Awaited {
  readonly entry: MempoolEntry;
}

/** The bytes of a transaction, and what an entry needs besides them. */
export type Undecoded = Pick<MempoolEntry, 'wire' | 'firstSeen' | 'arrival'>;
