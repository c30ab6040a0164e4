import { bytesToHex } from '@tos/crypto';
import type { BlockExecutor } from '@tos/executor';
import {
  assertBytes,
  assertFunction,
  assertInteger,
  assertList,
  assertObject,
  isTosError,
  u64FromHalves,
} from '@tos/protocol';
import { assertBatch, joinRows, type PackedBatch, sourceAt } from '@tos/transaction';
import type { Chain } from '../chain/chain.ts';
import type { LeftOut } from '../chain/left-out.ts';
import { selectFitting } from '../chain/select-fitting.ts';
import { lowestRecent } from '../history/recent-blocks.ts';
import type { Arrival, Arrived } from './arrival.ts';
import { decodeArrivals } from './decode-arrivals.ts';
import { inFeeOrder } from './fee-order.ts';
import type { MempoolEntry } from './mempool-entry.ts';
import { assertRoom, checkedLimits, type MempoolLimits } from './mempool-limits.ts';
import type { MempoolListener } from './mempool-listener.ts';
import { TransactionJudge } from './transaction-judge.ts';
import { WaitingTransactions } from './waiting-transactions.ts';

// Node has this function, and a mempool runs where its executor runs; the language's own library does not declare it.
declare const setImmediate: (then: (value?: unknown) => void) => unknown;
// Taken when the module is loaded: a test may later put a fake clock's function in its place, which stands still.
const inNextTurn = setImmediate;

/** What a mempool works with. */
export interface MempoolCollaborators {
  readonly chain: Pick<Chain, 'head' | 'tip' | 'simulateAtTip' | 'readMany'>;
  readonly executor: Pick<BlockExecutor, 'verifySignatures'>;
  /** Milliseconds since 1970; the system's when absent. */
  readonly clock?: () => number;
  readonly listener?: MempoolListener;
}

/** A transaction as it is kept elsewhere, such as in a file. */
export interface KeptTransaction {
  readonly wire: Uint8Array;
  /** Milliseconds since 1970. */
  readonly firstSeen: number;
}

/** How many transactions wait after a return, and how many were dropped. */
export interface Rejoined {
  readonly kept: number;
  readonly dropped: number;
}

/**
 * Valid transactions that wait for a block. Each is valid at the tip after the earlier ones of its sender, so that a sender's nonces follow one
 * another from the account's. A transaction is decoded and hashed once, by `add`: blocks are built from its row. What arrives together is
 * verified and judged together. Whoever commits a block reports it with `afterBlock`.
 */
export class Mempool {
  readonly limits: MempoolLimits;
  readonly #chain: MempoolCollaborators['chain'];
  readonly #executor: MempoolCollaborators['executor'];
  readonly #clock: () => number;
  readonly #waiting: WaitingTransactions;
  readonly #judge: TransactionJudge;
  // Transactions that are not decoded yet; the two sums also count those that are not judged yet.
  #arrived: Arrived[] = [];
  #arriving = 0;
  #arrivingBytes = 0;
  #arrivalCount = 0;
  // Senders whose waiting transactions are to be judged again, as public keys in hex.
  #suspects: Set<string> = new Set();
  #isVerifying = false;
  // Transactions that are verified, and wait for the end of the judging before them.
  #verified: Arrival[] = [];
  #isJudging = false;

  /** @throws TOS_INVALID_ARGUMENT for limits that are no counts, and collaborators that are none */
  constructor(limits: MempoolLimits, collaborators: MempoolCollaborators) {
    this.limits = checkedLimits(limits);
    assertObject(collaborators, 'collaborators');
    const { chain, executor, clock = Date.now, listener = {} } = collaborators;
    assertObject(chain, 'chain', ['simulateAtTip']);
    assertObject(executor, 'executor', ['verifySignatures']);
    assertFunction(clock, 'clock');
    assertObject(listener, 'listener');
    this.#chain = chain;
    this.#executor = executor;
    this.#clock = clock;
    this.#waiting = new WaitingTransactions(this.limits, listener);
    this.#judge = new TransactionJudge(this.#waiting, chain);
  }

  /** Number of waiting transactions. While they are judged again after a rollback there may be more than the limits allow. */
  get size(): number {
    return this.#waiting.size + this.#waiting.returning.length;
  }

  /** Sum of the wire bytes of the waiting transactions. */
  get bytes(): number {
    return this.#waiting.returning.reduce((sum, { wire }) => sum + wire.length, this.#waiting.bytes);
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
    const sender = bytesToHex(publicKey);
    const returning = this.#waiting.returning.filter((entry) => entry.sender === sender);
    return [...this.#waiting.ofSender(sender), ...returning].sort((a, b) => (a.nonce < b.nonce ? -1 : 1));
  }

  /**
   * Takes a transaction that is valid at the tip after its sender's waiting ones, or in the place of the one with its nonce when its fee is at
   * least 10 % higher. When there is no room, others that pay less have to go; see `MempoolLimits`.
   * @throws TOS_INVALID_FORMAT or TOS_NOT_SUPPORTED for bytes that are not a transaction
   * @throws TOS_RULE_VIOLATION with the code of the rule that the transaction breaks; 0112 when a transaction of its sender with its nonce
   *   waits already, and this one does not pay to replace it
   * @throws TOS_CAPACITY when there is no room, and when too much was verified since the last block for transactions of its sender that
   *   were refused
   */
  async add(wire: Uint8Array): Promise<MempoolEntry> {
    return this.#addWire({ wire, firstSeen: this.#clock() });
  }

  /**
   * The next transactions for a block: the highest fee per byte first, and those of a sender in the order of their nonces. They stay in the
   * mempool.
   * @param maxBytes wire bytes that they may have together
   */
  take(maxBytes: number, maxCount: number): PackedBatch {
    assertInteger(maxBytes, 'maxBytes', 0);
    assertInteger(maxCount, 'maxCount', 0);
    const entries = inFeeOrder(this.#waiting.senders());
    const room = entries.map(({ source, wire }) => ({ source, size: wire.length }));
    return joinRows(selectFitting(room, maxBytes, maxCount).map((i) => entries[i]!));
  }

  /**
   * Drops what a committed block has made obsolete: transactions whose nonces it used, those that it left out because they break a rule, those
   * that have waited too long or name a block that is too old by now, always with the later ones of their senders. Where a block used a
   * nonce for another transaction than the one that waited, what still waits of that sender is judged again.
   */
  afterBlock(transactions: PackedBatch, leftOut: readonly LeftOut[] = []): void {
    assertBatch(transactions);
    assertList(leftOut, 'leftOut');
    this.#judge.forget();
    const used = new Map<string, bigint>();
    for (let i = 0; i < transactions.count; i++) {
      const sender = bytesToHex(sourceAt(transactions, i));
      const nonce = u64FromHalves(transactions.nonceHigh[i]!, transactions.nonceLow[i]!);
      const isOurs = this.get(transactions.hash.subarray(32 * i, 32 * i + 32)) !== undefined;
      if (!isOurs && this.#waiting.ofSender(sender).length > 0) {
        this.#suspects.add(sender);
        this.#waiting.drop(sender, (entry) => entry.nonce === nonce, 'replaced');
      }
      if (nonce >= (used.get(sender) ?? 0n)) used.set(sender, nonce);
    }
    for (const [sender, nonce] of used) this.#waiting.drop(sender, (entry) => entry.nonce <= nonce, 'executed');
    for (const { hash, error } of leftOut) {
      const failed = error === null ? undefined : this.get(hash);
      if (failed !== undefined) this.#waiting.drop(failed.sender, ({ nonce }) => nonce >= failed.nonce, 'dropped');
    }
    this.#dropExpired();
    if (this.#suspects.size > 0) void this.#judgeVerified();
  }

  /**
   * Judges transactions again after a rollback: those that the rollback undid, then those that waited. A transaction that is
   * no longer valid, or finds no room, is dropped. One that waited keeps its `firstSeen`, and is in the mempool until it is dropped; only
   * `take` leaves it out until it is judged.
   * @param undone `Rollback.transactions`
   */
  async afterRollback(undone: readonly Uint8Array[]): Promise<Rejoined> {
    assertList(undone, 'undone');
    const firstSeen = this.#clock();
    const waited = this.#waiting.judgeAllAgain();
    this.#judge.forgetAll();
    return rejoined([
      ...undone.map((wire) => this.#addWire({ wire, firstSeen })),
      ...waited.map((entry) => this.#addAgain({ ...entry, arrival: this.#arrivalCount++ })),
    ]);
  }

  /**
   * Judges transactions that were kept elsewhere, such as in a file while the process did not run, in their order. Those that are no
   * transactions, are not valid or find no room are dropped.
   */
  async restore(kept: readonly KeptTransaction[]): Promise<Rejoined> {
    assertList(kept, 'kept');
    kept.forEach(({ wire, firstSeen }, i) => {
      assertBytes(wire, `kept[${i}].wire`);
      assertInteger(firstSeen, `kept[${i}].firstSeen`, 0);
    });
    return rejoined(kept.map((transaction) => this.#addWire(transaction)));
  }

  async #addWire({ wire, firstSeen }: KeptTransaction): Promise<MempoolEntry> {
    assertBytes(wire, 'wire');
    // A copy: it is decoded later, and the caller may change its bytes.
    return this.#await({ wire: new Uint8Array(wire), firstSeen, arrival: this.#arrivalCount++ });
  }

  /** Adds a transaction that is set apart to be judged again. */
  async #addAgain(entry: MempoolEntry): Promise<MempoolEntry> {
    try {
      return await this.#await(entry);
    } catch (error) {
      this.#waiting.refuseAgain(entry);
      throw error;
    }
  }

  /** Waits for the answer to an arrival. */
  async #await(transaction: Arrived['transaction']): Promise<MempoolEntry> {
    // Transactions that are not judged yet have the same limits as those that wait.
    assertRoom(transaction, { count: this.#arriving, bytes: this.#arrivingBytes }, this.limits);
    this.#arriving++;
    this.#arrivingBytes += transaction.wire.length;
    try {
      return await new Promise((resolve, reject) => {
        this.#arrived.push({ transaction, resolve, reject });
        void this.#verifyArrivals();
      });
    } finally {
      this.#arriving--;
      this.#arrivingBytes -= transaction.wire.length;
    }
  }

  /**
   * Decodes and verifies what has arrived, all of it together, until nothing is left. What arrives within one turn of the event loop is
   * together.
   */
  async #verifyArrivals(): Promise<void> {
    if (this.#isVerifying) return;
    this.#isVerifying = true;
    while (this.#arrived.length > 0) {
      await new Promise((resolve) => inNextTurn(resolve));
      const arrived = this.#arrived;
      this.#arrived = [];
      const arrivals = this.#stillWanted(decodeArrivals(arrived));
      await this.#verifyTogether(arrivals);
      this.#verified.push(...arrivals);
      // The next ones are verified while these are judged, since each of the two waits for threads or for its turn while the other works.
      void this.#judgeVerified();
    }
    this.#isVerifying = false;
  }

  /** Judges what is verified, all of it together, until nothing is left. */
  async #judgeVerified(): Promise<void> {
    if (this.#isJudging) return;
    this.#isJudging = true;
    while (this.#verified.length > 0 || this.#suspects.size > 0) {
      const [arrivals, suspects] = [this.#stillWanted(this.#verified), this.#suspects];
      this.#verified = [];
      this.#suspects = new Set();
      await this.#judge.judge(arrivals, suspects);
    }
    this.#isJudging = false;
  }

  /** Refuses at once what the transactions before it have made needless, so that nothing is verified for it. */
  #stillWanted(arrivals: readonly Arrival[]): Arrival[] {
    return arrivals.filter(({ entry, reject }) => {
      try {
        this.#waiting.assertNewOrReplacing(entry);
        this.#waiting.assertSenderHasRoom(entry);
        this.#judge.assertNotWasting(entry);
        return true;
      } catch (error) {
        reject(error);
        return false;
      }
    });
  }

  /** What arrives together is verified together, on all threads: the executor remembers the good signatures. */
  async #verifyTogether(arrivals: readonly Arrival[]): Promise<void> {
    if (arrivals.length < 2) return;
    try {
      await this.#executor.verifySignatures(joinRows(arrivals.map(({ entry }) => entry)));
    } catch {
      // Whatever is broken, judging meets it again and reports it to whoever added a transaction.
    }
  }

  #dropExpired(): void {
    const oldest = this.#clock() - this.limits.maxAgeMs;
    const lowest = lowestRecent(this.#chain.head.topoheight);
    for (const entries of [...this.#waiting.senders()]) {
      const expired = entries.find(({ firstSeen, reference }) => firstSeen < oldest || reference < lowest);
      if (expired === undefined) continue;
      this.#waiting.drop(expired.sender, ({ nonce }) => nonce >= expired.nonce, 'expired');
    }
  }
}

/** Counts who came in again. @throws whatever is no refusal */
async function rejoined(arrivals: readonly Promise<MempoolEntry>[]): Promise<Rejoined> {
  const results = await Promise.allSettled(arrivals);
  const refused = results.filter((result) => result.status === 'rejected');
  const refusals = ['TOS_RULE_VIOLATION', 'TOS_CAPACITY', 'TOS_INVALID_FORMAT', 'TOS_NOT_SUPPORTED'] as const;
  for (const { reason } of refused) if (!refusals.some((code) => isTosError(reason, code))) throw reason;
  return { kept: results.length - refused.length, dropped: refused.length };
}
