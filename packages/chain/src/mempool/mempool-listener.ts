import type { MempoolEntry } from './mempool-entry.ts';

/**
 * Why a transaction left a mempool. `replaced`: another one with its nonce took its place, here or in a block. `dropped`: a block or a rollback
 * made it invalid.
 */
export type LeaveReason = 'executed' | 'replaced' | 'evicted' | 'expired' | 'dropped';

/** Hears what happens in a mempool. Its functions must not throw, and are called while the mempool changes: they only take note. */
export interface MempoolListener {
  readonly added?: (entry: MempoolEntry) => void;
  readonly left?: (entry: MempoolEntry, reason: LeaveReason) => void;
}
