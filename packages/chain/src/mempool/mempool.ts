import { bytesToHex } from '@tos/crypto';
import type { BlockExecutor } from '@tos/executor';
import {
  assertFunction,
  assertInteger,
  assertList,
  assertObject,
  ErrorCode,
  isTosError,
  MAX_BLOCK_SIZE,
  MAX_BLOCK_TRANSACTIONS,
  TosError,
  u64FromHalves,
} from '@tos/protocol';
import { assertBatch, decodeBatch, hashAt, type PackedBatch, sourceAt } from '@tos/transaction';
import type { Chain } from '../chain/chain.ts';
import type { ChainHead } from '../history/chain-head.ts';
import type { LeftOut } from '../chain/chain-results.ts';
import { RecordLayer } from '../chain/record-layer.ts';
import { ruleViolation } from '../chain/rule-violation.ts';
import { selectFitting } from '../chain/select-fitting.ts';

export interface MempoolLimits {
  /** Transactions. */
  readonly maxCount: number;
  /** Sum of their wire bytes. */
  readonly maxBytes: number;
  /** Transactions of one sender. */
  readonly maxPerSender: number;
}

/** Four blocks full. After each block, a sender's transactions are executed again for the next one that it adds, about 10 us each. */
export const defaultMempoolLimits: MempoolLimits = {
  maxCount: 4 * MAX_BLOCK_TRANSACTIONS,
  maxBytes: 4 * MAX_BLOCK_SIZE,
  maxPerSender: 100,
};

/**
 * Signatures and proofs that may be verified for transactions of one sender that are then refused, until the next block: two of the
 * largest shield transactions, 3 s of work of one thread. Nobody pays for those, and each may bring new proofs that are good but for
 * the last. Who signed is verified before, so that nobody uses up what is another's.
 */
const MAX_WASTED_EVIDENCE = 1000;

/** A transaction that waits for a block. */
export interface MempoolEntry {
  readonly hash: Uint8Array;
  readonly wire: Uint8Array;
  readonly source: Uint8Array;
  readonly nonce: bigint;
  /** Atomic units. */
  readonly fee: bigint;
  /** Milliseconds since 1970. */
  readonly firstSeen: number;
}

/** What a mempool works with. */
export interface MempoolCollaborators {
  readonly chain: Pick<Chain, 'head' | 'simulate'>;
  readonly executor: Pick<BlockExecutor, 'verifySignatures'>;
  /** Milliseconds since 1970; the system's when absent. */
  readonly clock?: () => number;
}

interface Arrival {
  readonly batch: PackedBatch;
  readonly entry: MempoolEntry;
  readonly resolve: (entry: MempoolEntry) => void;
  readonly reject: (error: unknown) => void;
}

/** The records as a sender's waiting transactions leave them, at one head. */
interface SenderState {
  readonly head: ChainHead;
  /** Those transactions. */
  readonly pending: readonly MempoolEntry[];
  readonly records: RecordLayer;
}

/**
 * Valid transactions that wait for a block, in the order of arrival. Each is valid at the head after the earlier ones of its
 * sender, so that a sender's nonces follow one another from the account's. Tell it about every committed block with `afterBlock`.
 */
export class Mempool {
  readonly limits: MempoolLimits;
  readonly #chain: MempoolCollaborators['chain'];
  readonly #executor: MempoolCollaborators['executor'];
  readonly #clock: () => number;
  // By hash, in the order of arrival.
  readonly #entries: Map<string, MempoolEntry> = new Map();
  // By sender, nonces one after the other.
  readonly #senders: Map<string, MempoolEntry[]> = new Map();
  // What makes it needless to execute them again: of the current head only.
  readonly #states: Map<string, SenderState> = new Map();
  readonly #wasted: Map<string, number> = new Map();
  #bytes = 0;
  #arrivals: Arrival[] = [];
  #arrivingBytes = 0;
  #arriving = 0;
  #isWorking = false;

  /** @throws TOS_INVALID_ARGUMENT for limits that are no counts, and collaborators that are none */
  constructor(limits: MempoolLimits, collaborators: MempoolCollaborators) {
    assertObject(limits, 'limits');
    const { maxCount, maxBytes, maxPerSender } = limits;
    assertInteger(maxCount, 'limits.maxCount', 0);
    assertInteger(maxBytes, 'limits.maxBytes', 0);
    assertInteger(maxPerSender, 'limits.maxPerSender', 0);
    assertObject(collaborators, 'collaborators');
    const { chain, executor, clock = Date.now } = collaborators;
    assertObject(chain, 'chain', ['simulate']);
    assertObject(executor, 'executor', ['verifySignatures']);
    assertFunction(clock, 'clock');
    // A copy: the caller may change its object.
    this.limits = { maxCount, maxBytes, maxPerSender };
    this.#chain = chain;
    this.#executor = executor;
    this.#clock = clock;
  }

  /** Transactions. */
  get size(): number {
    return this.#entries.size;
  }

  /** Sum of their wire bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** In the order of arrival. */
  entries(): IterableIterator<MempoolEntry> {
    return this.#entries.values();
  }

  get(hash: Uint8Array): MempoolEntry | undefined {
    return this.#entries.get(bytesToHex(hash));
  }

  /** A sender's transactions in the order of their nonces. */
  bySender(publicKey: Uint8Array): readonly MempoolEntry[] {
    return [...(this.#senders.get(bytesToHex(publicKey)) ?? [])];
  }

  /**
   * Takes a transaction that is valid at the head after its sender's earlier ones here.
   * @throws TOS_INVALID_FORMAT or TOS_NOT_SUPPORTED for bytes that are not a transaction
   * @throws TOS_RULE_VIOLATION with the code of the rule that it breaks; 0112 when its sender has one with this nonce here
   * @throws TOS_CAPACITY when there is no room, and when too much was verified for the sender's refused ones since the last block
   */
  async add(wire: Uint8Array): Promise<MempoolEntry> {
    return this.#arrive(wire, this.#clock());
  }

  async #arrive(wire: Uint8Array, firstSeen: number): Promise<MempoolEntry> {
    const batch = decodeBatch([wire]);
    const entry: MempoolEntry = {
      hash: hashAt(batch, 0).slice(),
      wire: new Uint8Array(wire),
      source: sourceAt(batch, 0).slice(),
      nonce: u64FromHalves(batch.nonceHigh[0]!, batch.nonceLow[0]!),
      fee: u64FromHalves(batch.feeHigh[0]!, batch.feeLow[0]!),
      firstSeen,
    };
    this.#refuseDuplicate(entry);
    // What is still being checked is bounded like what is kept.
    assertRoom(this.#arriving, this.#arrivingBytes, entry, this.limits);
    return new Promise((resolve, reject) => {
      this.#arriving++;
      this.#arrivingBytes += entry.wire.length;
      this.#arrivals.push({ batch, entry, resolve, reject });
      void this.#work();
    });
  }

  /** The next transactions for a block, at most this many and this many wire bytes, in the order of arrival. They stay here. */
  take(maxBytes: number, maxCount: number): PackedBatch {
    assertInteger(maxBytes, 'maxBytes', 0);
    assertInteger(maxCount, 'maxCount', 0);
    const entries = [...this.#entries.values()];
    const room = entries.map(({ source, wire }) => ({ source, size: wire.length }));
    return decodeBatch(selectFitting(room, maxBytes, maxCount).map((i) => entries[i]!.wire));
  }

  /**
   * Drops what a committed block has made obsolete: transactions whose nonces it used, and those that it left out because they
   * break a rule, with the later ones of their senders.
   */
  afterBlock(transactions: PackedBatch, leftOut: readonly LeftOut[] = []): void {
    assertBatch(transactions);
    assertList(leftOut, 'leftOut');
    this.#states.clear();
    this.#wasted.clear();
    for (let i = 0; i < transactions.count; i++) {
      const used = u64FromHalves(transactions.nonceHigh[i]!, transactions.nonceLow[i]!);
      this.#drop(bytesToHex(sourceAt(transactions, i)), ({ nonce }) => nonce <= used);
    }
    for (const { hash, error } of leftOut) {
      const failed = error === null ? undefined : this.get(hash);
      if (failed !== undefined) this.#drop(bytesToHex(failed.source), ({ nonce }) => nonce >= failed.nonce);
    }
  }

  /**
   * Judges again, at the head after a rollback: the transactions that it undid, then those that waited here. What is not valid
   * any more, or finds no room, is dropped. What waited keeps its `firstSeen`.
   * @param undone `Rollback.transactions`
   * @returns how many wait now, and how many were dropped
   */
  async afterRollback(undone: readonly Uint8Array[]): Promise<{ readonly kept: number; readonly dropped: number }> {
    assertList(undone, 'undone');
    const now = this.#clock();
    const arrivals = [...undone.map((wire) => ({ wire, firstSeen: now })), ...this.#entries.values()];
    this.#entries.clear();
    this.#senders.clear();
    this.#states.clear();
    this.#wasted.clear();
    this.#bytes = 0;
    const results = await Promise.allSettled(arrivals.map(({ wire, firstSeen }) => this.#arrive(wire, firstSeen)));
    const refused = results.filter((result) => result.status === 'rejected');
    for (const { reason } of refused) {
      if (!isTosError(reason, 'TOS_RULE_VIOLATION') && !isTosError(reason, 'TOS_CAPACITY')) throw reason;
    }
    return { kept: results.length - refused.length, dropped: refused.length };
  }

  #drop(sender: string, isDropped: (entry: MempoolEntry) => boolean): void {
    const entries = this.#senders.get(sender);
    if (entries === undefined) return;
    const kept = entries.filter((entry) => !isDropped(entry));
    for (const entry of entries) {
      if (!isDropped(entry)) continue;
      this.#entries.delete(bytesToHex(entry.hash));
      this.#bytes -= entry.wire.length;
    }
    if (kept.length === 0) this.#senders.delete(sender);
    else this.#senders.set(sender, kept);
  }

  /** Judges what has arrived, one after the other, until nothing is left. */
  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    while (this.#arrivals.length > 0) {
      const arrivals = this.#arrivals;
      this.#arrivals = [];
      await this.#verifyTogether(arrivals);
      for (const arrival of arrivals) await this.#settle(arrival);
    }
    this.#isWorking = false;
  }

  /** What arrives together is verified together, on all threads: the executor remembers the good signatures. */
  async #verifyTogether(arrivals: readonly Arrival[]): Promise<void> {
    if (arrivals.length < 2) return;
    try {
      await this.#executor.verifySignatures(decodeBatch(arrivals.map(({ entry }) => entry.wire)));
    } catch {
      // Whatever is broken, judging each of them meets it again and tells the one who asked.
    }
  }

  async #settle({ batch, entry, resolve, reject }: Arrival): Promise<void> {
    try {
      await this.#judge(batch, entry);
      resolve(entry);
    } catch (error) {
      reject(error);
    } finally {
      this.#arriving--;
      this.#arrivingBytes -= entry.wire.length;
    }
  }

  async #judge(batch: PackedBatch, entry: MempoolEntry): Promise<void> {
    const sender = bytesToHex(entry.source);
    this.#refuseDuplicate(entry);
    assertRoom(this.size, this.#bytes, entry, this.limits);
    const { maxPerSender } = this.limits;
    if ((this.#senders.get(sender)?.length ?? 0) >= maxPerSender) {
      throw new TosError('TOS_CAPACITY', { what: 'mempool transactions of one sender', limit: maxPerSender });
    }
    if ((this.#wasted.get(sender) ?? 0) >= MAX_WASTED_EVIDENCE) {
      throw new TosError('TOS_CAPACITY', { what: 'evidence of refused transactions', limit: MAX_WASTED_EVIDENCE });
    }
    // A block that was committed meanwhile, or what it took out of here, may have changed the answer: then it is judged again.
    for (;;) {
      const { head } = this.#chain;
      const pending = this.#senders.get(sender);
      const known = this.#knownState(sender, head);
      const isAlone = pending === undefined || known !== undefined;
      const run = isAlone ? batch : decodeBatch([...pending.map(({ wire }) => wire), entry.wire]);
      const { results, state, report } = await this.#chain.simulate(run, known?.records);
      if (head !== this.#chain.head || pending !== this.#senders.get(sender)) continue;
      const { error, hash } = results.at(run.count - 1);
      if (error === undefined) this.#keep(sender, entry);
      // Not for each sender that there could be: anybody makes up as many as he likes, and nothing was verified for those.
      else if (report.evidence > 0) this.#wasted.set(sender, (this.#wasted.get(sender) ?? 0) + report.evidence);
      const records = known?.records ?? new RecordLayer();
      records.add(state.getModifiedRecords());
      const waiting = this.#senders.get(sender);
      if (waiting !== undefined) this.#states.set(sender, { head, pending: waiting, records });
      if (error !== undefined) throw ruleViolation(error, { hash });
      return;
    }
  }

  /** The state behind a sender's waiting transactions, where it is known at this head. */
  #knownState(sender: string, head: ChainHead): SenderState | undefined {
    const known = this.#states.get(sender);
    return known?.head === head && known.pending === this.#senders.get(sender) ? known : undefined;
  }

  #refuseDuplicate({ hash, source, nonce }: MempoolEntry): void {
    const isTaken = this.#senders.get(bytesToHex(source))?.some((pending) => pending.nonce === nonce) ?? false;
    if (isTaken) throw ruleViolation(ErrorCode.NONCE_DUPLICATE, { hash });
  }

  #keep(sender: string, entry: MempoolEntry): void {
    const entries = this.#senders.get(sender);
    if (entries === undefined) this.#senders.set(sender, [entry]);
    else entries.push(entry);
    this.#entries.set(bytesToHex(entry.hash), entry);
    this.#bytes += entry.wire.length;
  }
}

function assertRoom(count: number, bytes: number, { wire }: MempoolEntry, { maxCount, maxBytes }: MempoolLimits): void {
  if (count >= maxCount) throw new TosError('TOS_CAPACITY', { what: 'mempool transactions', limit: maxCount });
  if (bytes + wire.length > maxBytes) throw new TosError('TOS_CAPACITY', { what: 'mempool bytes', limit: maxBytes });
}
