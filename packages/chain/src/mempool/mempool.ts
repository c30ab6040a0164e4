import { bytesToHex } from '@tos/crypto';
import type { BlockExecutor } from '@tos/executor';
import { assertFunction, assertInteger, assertList, assertObject, isTosError, u64FromHalves } from '@tos/protocol';
import { assertBatch, decodeBatch, joinRows, type PackedBatch, sourceAt } from '@tos/transaction';
import type { Chain } from '../chain/chain.ts';
import type { LeftOut } from '../chain/left-out.ts';
import { selectFitting } from '../chain/select-fitting.ts';
import { type MempoolEntry, mempoolEntry } from './mempool-entry.ts';
import { assertRoom, checkedLimits, type MempoolLimits } from './mempool-limits.ts';
import { TransactionJudge } from './transaction-judge.ts';
import { WaitingTransactions } from './waiting-transactions.ts';

/** What a mempool works with. */
export interface MempoolCollaborators {
  readonly chain: Pick<Chain, 'head' | 'simulate'>;
  readonly executor: Pick<BlockExecutor, 'verifySignatures'>;
  /** Milliseconds since 1970; the system's when absent. */
  readonly clock?: () => number;
}

/** A transaction that nobody has judged yet, and who waits for the answer. */
interface Arrival {
  readonly entry: MempoolEntry;
  /** The transaction alone, as it was decoded; absent where it comes from the mempool itself. */
  readonly batch: PackedBatch | undefined;
  readonly resolve: (entry: MempoolEntry) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Valid transactions that wait for a block, in the order of arrival. Each is valid at the head after the earlier ones of its sender, so
 * that a sender's nonces follow one another from the account's. A transaction is decoded and hashed once, by `add`: blocks are built from
 * its row. Whoever commits a block reports it with `afterBlock`.
 */
export class Mempool {
  readonly limits: MempoolLimits;
  readonly #executor: MempoolCollaborators['executor'];
  readonly #clock: () => number;
  readonly #waiting: WaitingTransactions;
  readonly #judge: TransactionJudge;
  // Transactions that are not judged yet, those that are being judged included in the two sums.
  #arrivals: Arrival[] = [];
  #arriving = 0;
  #arrivingBytes = 0;
  #isJudging = false;

  /** @throws TOS_INVALID_ARGUMENT for limits that are no counts, and collaborators that are none */
  constructor(limits: MempoolLimits, collaborators: MempoolCollaborators) {
    this.limits = checkedLimits(limits);
    assertObject(collaborators, 'collaborators');
    const { chain, executor, clock = Date.now } = collaborators;
    assertObject(chain, 'chain', ['simulate']);
    assertObject(executor, 'executor', ['verifySignatures']);
    assertFunction(clock, 'clock');
    this.#executor = executor;
    this.#clock = clock;
    this.#waiting = new WaitingTransactions(this.limits);
    this.#judge = new TransactionJudge(this.#waiting, chain);
  }

  /** Number of waiting transactions. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Sum of the wire bytes of the waiting transactions. */
  get bytes(): number {
    return this.#waiting.bytes;
  }

  /** The waiting transactions in the order of arrival. */
  entries(): IterableIterator<MempoolEntry> {
    return this.#waiting.entries();
  }

  get(hash: Uint8Array): MempoolEntry | undefined {
    return this.#waiting.get(hash);
  }

  /** A sender's waiting transactions in the order of their nonces. */
  bySender(publicKey: Uint8Array): readonly MempoolEntry[] {
    return [...(this.#waiting.ofSender(bytesToHex(publicKey)) ?? [])];
  }

  /**
   * Takes a transaction that is valid at the head after its sender's waiting ones.
   * @throws TOS_INVALID_FORMAT or TOS_NOT_SUPPORTED for bytes that are not a transaction
   * @throws TOS_RULE_VIOLATION with the code of the rule that the transaction breaks; 0112 when a transaction of its sender with its nonce
   *   waits already
   * @throws TOS_CAPACITY when there is no room, and when too much was verified since the last block for transactions of its sender that
   *   were refused
   */
  async add(wire: Uint8Array): Promise<MempoolEntry> {
    return this.#addWire(wire, this.#clock());
  }

  /**
   * The next transactions for a block, in the order of arrival. They stay in the mempool.
   * @param maxBytes wire bytes that they may have together
   */
  take(maxBytes: number, maxCount: number): PackedBatch {
    assertInteger(maxBytes, 'maxBytes', 0);
    assertInteger(maxCount, 'maxCount', 0);
    const entries = [...this.#waiting.entries()];
    const room = entries.map(({ source, wire }) => ({ source, size: wire.length }));
    return joinRows(selectFitting(room, maxBytes, maxCount).map((i) => entries[i]!));
  }

  /**
   * Drops what a committed block has made obsolete: transactions whose nonces it used, and those that it left out because they break a
   * rule, together with the later ones of their senders.
   */
  afterBlock(transactions: PackedBatch, leftOut: readonly LeftOut[] = []): void {
    assertBatch(transactions);
    assertList(leftOut, 'leftOut');
    this.#judge.forget();
    for (let i = 0; i < transactions.count; i++) {
      const used = u64FromHalves(transactions.nonceHigh[i]!, transactions.nonceLow[i]!);
      this.#waiting.drop(sourceAt(transactions, i), ({ nonce }) => nonce <= used);
    }
    for (const { hash, error } of leftOut) {
      const failed = error === null ? undefined : this.get(hash);
      if (failed !== undefined) this.#waiting.drop(failed.source, ({ nonce }) => nonce >= failed.nonce);
    }
  }

  /**
   * Judges transactions again at the head after a rollback: those that the rollback undid, then those that waited. A transaction that is
   * no longer valid, or finds no room, is dropped. One that waited keeps its `firstSeen`.
   * @param undone `Rollback.transactions`
   * @returns how many wait now, and how many were dropped
   */
  async afterRollback(undone: readonly Uint8Array[]): Promise<{ readonly kept: number; readonly dropped: number }> {
    assertList(undone, 'undone');
    const now = this.#clock();
    const waited = [...this.#waiting.entries()];
    this.#waiting.clear();
    this.#judge.forget();
    const arrivals = [
      ...undone.map((wire) => this.#addWire(wire, now)),
      ...waited.map((entry) => this.#addEntry(entry, undefined)),
    ];
    const results = await Promise.allSettled(arrivals);
    const refused = results.filter((result) => result.status === 'rejected');
    for (const { reason } of refused) {
      if (!isTosError(reason, 'TOS_RULE_VIOLATION') && !isTosError(reason, 'TOS_CAPACITY')) throw reason;
    }
    return { kept: results.length - refused.length, dropped: refused.length };
  }

  async #addWire(wire: Uint8Array, firstSeen: number): Promise<MempoolEntry> {
    const batch = decodeBatch([wire]);
    return this.#addEntry(mempoolEntry(batch, firstSeen), batch);
  }

  async #addEntry(entry: MempoolEntry, batch: PackedBatch | undefined): Promise<MempoolEntry> {
    this.#waiting.assertNewNonce(entry);
    // Transactions that are not judged yet have the same limits as those that wait.
    assertRoom(entry, { count: this.#arriving, bytes: this.#arrivingBytes }, this.limits);
    return new Promise((resolve, reject) => {
      this.#arriving++;
      this.#arrivingBytes += entry.wire.length;
      this.#arrivals.push({ entry, batch, resolve, reject });
      void this.#judgeArrivals();
    });
  }

  /** Judges what has arrived, one transaction after the other, until nothing is left. */
  async #judgeArrivals(): Promise<void> {
    if (this.#isJudging) return;
    this.#isJudging = true;
    while (this.#arrivals.length > 0) {
      const arrivals = this.#arrivals;
      this.#arrivals = [];
      await this.#verifyTogether(arrivals);
      for (const arrival of arrivals) await this.#settle(arrival);
    }
    this.#isJudging = false;
  }

  /** What arrives together is verified together, on all threads: the executor remembers the good signatures. */
  async #verifyTogether(arrivals: readonly Arrival[]): Promise<void> {
    if (arrivals.length < 2) return;
    try {
      await this.#executor.verifySignatures(joinRows(arrivals.map(({ entry }) => entry)));
    } catch {
      // Whatever is broken, judging each transaction meets it again and reports it to whoever added that transaction.
    }
  }

  async #settle({ entry, batch, resolve, reject }: Arrival): Promise<void> {
    try {
      await this.#judge.admit(entry, batch);
      resolve(entry);
    } catch (error) {
      reject(error);
    } finally {
      this.#arriving--;
      this.#arrivingBytes -= entry.wire.length;
    }
  }
}
