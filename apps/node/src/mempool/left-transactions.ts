import type { LeaveReason } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import { isTosError, type TosError } from '@tos/protocol';
import type { NodeEvents } from '../events/node-events.ts';

/** Why a transaction is in no block and does not wait. `refused`: it never waited, because it breaks a rule. */
export type GoneReason = 'refused' | Exclude<LeaveReason, 'executed'>;

export interface LeftTransaction {
  readonly reason: GoneReason;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The rule that a refused transaction breaks; null for the other reasons. */
  readonly error: TosError<'TOS_RULE_VIOLATION'> | null;
}

/** Transactions that are remembered: whoever sent one looks for it within minutes, and an entry takes half a kB. */
const REMEMBERED = 2000;

/** What became of the newest transactions that were submitted and are in no block, by their hashes. It is forgotten at the end of the run. */
export class LeftTransactions {
  // The oldest first.
  readonly #left = new Map<string, LeftTransaction>();

  /** Follows the mempool of a node. */
  follow(events: NodeEvents): void {
    events.on('transactionAdded', ({ hash }) => this.#left.delete(bytesToHex(hash)));
    events.on('transactionLeft', ({ hash }, reason) => {
      if (reason !== 'executed') this.#remember(bytesToHex(hash), { reason, at: Date.now(), error: null });
    });
  }

  /** Notes why a transaction was not taken. An error that names no transaction is left alone. */
  refused(error: unknown): void {
    if (!isTosError(error, 'TOS_RULE_VIOLATION') || error.details.hash === undefined) return;
    this.#remember(error.details.hash, { reason: 'refused', at: Date.now(), error });
  }

  /** @param hash of the transaction, in hex */
  find(hash: string): LeftTransaction | undefined {
    return this.#left.get(hash);
  }

  #remember(hash: string, left: LeftTransaction): void {
    this.#left.delete(hash);
    this.#left.set(hash, left);
    const [oldest] = this.#left.keys();
    if (this.#left.size > REMEMBERED && oldest !== undefined) this.#left.delete(oldest);
  }
}
