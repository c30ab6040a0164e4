import { bytesToHex } from '@tos/crypto';
import { ErrorCode, TosError } from '@tos/protocol';
import { ruleViolation } from '../chain/rule-violation.ts';
import { chooseVictims } from './choose-victims.ts';
import { replacementFee } from './fee-rate.ts';
import type { MempoolEntry } from './mempool-entry.ts';
import type { MempoolLimits } from './mempool-limits.ts';
import type { LeaveReason, MempoolListener } from './mempool-listener.ts';

/**
 * The transactions of a mempool by hash and by sender, within their limits. Whether they are valid is for others to judge. Those that are
 * judged again after a rollback stand apart meanwhile: they are in no block and take nobody's room, and only leave when they are refused.
 */
export class WaitingTransactions {
  readonly #limits: MempoolLimits;
  readonly #listener: MempoolListener;
  // By hash.
  readonly #entries: Map<string, MempoolEntry> = new Map();
  // By sender; nonces follow one another. The sender that waits longest without a break comes first.
  readonly #senders: Map<string, MempoolEntry[]> = new Map();
  // By hash.
  readonly #returning: Map<string, MempoolEntry> = new Map();
  #bytes = 0;
  #disturbances = 0;

  constructor(limits: MempoolLimits, listener: MempoolListener) {
    this.#limits = limits;
    this.#listener = listener;
  }

  /** Those that are judged again are not counted. */
  get size(): number {
    return this.#entries.size;
  }

  /** Sum of the wire bytes; without those that are judged again. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts the changes that make what was judged on top of a transaction worthless: all but new transactions, and those that a block took. */
  get disturbances(): number {
    return this.#disturbances;
  }

  /** Those that are judged again. */
  get returning(): readonly MempoolEntry[] {
    return [...this.#returning.values()];
  }

  /** All of them, in the order of arrival. */
  entries(): IterableIterator<MempoolEntry> {
    return [...this.#entries.values(), ...this.#returning.values()].sort((a, b) => a.arrival - b.arrival).values();
  }

  /** The transactions of each sender, in the order of their nonces; without those that are judged again. */
  senders(): IterableIterator<readonly MempoolEntry[]> {
    return this.#senders.values();
  }

  get(hash: Uint8Array): MempoolEntry | undefined {
    const name = bytesToHex(hash);
    return this.#entries.get(name) ?? this.#returning.get(name);
  }

  /**
   * A sender's transactions in the order of their nonces, without those that are judged again; empty for a sender without any.
   * @param sender public key in hex
   */
  ofSender(sender: string): readonly MempoolEntry[] {
    return this.#senders.get(sender) ?? [];
  }

  /** The sender's transaction with the nonce of another one. */
  withNonceOf({ sender, nonce }: MempoolEntry): MempoolEntry | undefined {
    return this.ofSender(sender).find((waiting) => waiting.nonce === nonce);
  }

  /** @throws TOS_RULE_VIOLATION 0112 when the sender has a transaction with this nonce here, which this one does not pay to replace */
  assertNewOrReplacing(entry: MempoolEntry): void {
    const waiting = this.withNonceOf(entry);
    if (waiting === undefined || entry.fee >= replacementFee(waiting.fee)) return;
    const needed = replacementFee(waiting.fee);
    const words = `a transaction with nonce ${entry.nonce} waits already, and one that replaces it needs a fee of ${needed}, not ${entry.fee}`;
    throw ruleViolation(ErrorCode.NONCE_DUPLICATE, { hash: entry.hash }, { given: entry.fee, needed, words });
  }

  /** @throws TOS_CAPACITY when the sender has as many transactions here as it may have */
  assertSenderHasRoom(entry: MempoolEntry): void {
    const { maxPerSender } = this.#limits;
    if (this.ofSender(entry.sender).length < maxPerSender || this.withNonceOf(entry) !== undefined) return;
    throw new TosError('TOS_CAPACITY', { what: 'mempool transactions of one sender', limit: maxPerSender });
  }

  /**
   * Adds a transaction behind the earlier ones of its sender, in place of others where there is no room.
   * @throws TOS_CAPACITY when there is no room for it; nothing has changed then
   */
  keep(entry: MempoolEntry): void {
    this.assertSenderHasRoom(entry);
    const { sender } = entry;
    const contents = { count: this.size, bytes: this.#bytes, senders: { [Symbol.iterator]: () => this.senders() } };
    const ofSender = this.ofSender(sender).length;
    for (const victim of chooseVictims(entry, { ...contents, ofSender }, this.#limits)) {
      this.drop(victim.sender, ({ nonce }) => nonce >= victim.nonce, 'evicted');
    }
    const entries = this.#senders.get(sender);
    if (entries === undefined) this.#senders.set(sender, [entry]);
    else entries.push(entry);
    this.#add(entry);
  }

  /** Puts a transaction in the place of the one with its sender and nonce. */
  replace(entry: MempoolEntry): void {
    const { sender } = entry;
    const before = this.withNonceOf(entry);
    if (before === undefined) throw new TosError('TOS_INTERNAL', { reason: 'there is nothing to replace' });
    const after = { ...entry, arrival: before.arrival };
    this.#senders.set(
      sender,
      this.ofSender(sender).map((waiting) => (waiting === before ? after : waiting)),
    );
    this.#disturbances++;
    this.#remove(before, 'replaced');
    this.#add(after);
  }

  /**
   * Removes those transactions of a sender that the predicate names.
   * @param sender public key in hex
   */
  drop(sender: string, isDropped: (entry: MempoolEntry) => boolean, reason: LeaveReason): void {
    const entries = this.ofSender(sender);
    const kept = entries.filter((entry) => !isDropped(entry));
    if (kept.length === entries.length) return;
    if (reason !== 'executed') this.#disturbances++;
    if (kept.length === 0) this.#senders.delete(sender);
    else this.#senders.set(sender, kept);
    for (const entry of entries) if (isDropped(entry)) this.#remove(entry, reason);
  }

  /**
   * Sets all apart that were judged before, to be judged again: each of them is then kept, or refused with `refuseAgain`.
   * @returns them, in the order of arrival
   */
  judgeAllAgain(): MempoolEntry[] {
    const all = [...this.#entries.values()].sort((a, b) => a.arrival - b.arrival);
    this.#disturbances++;
    for (const entry of all) this.#returning.set(bytesToHex(entry.hash), entry);
    this.#entries.clear();
    this.#senders.clear();
    this.#bytes = 0;
    return all;
  }

  /** Removes a transaction that was judged again. Nothing happens when somebody has submitted it once more meanwhile, and it was kept. */
  refuseAgain(entry: MempoolEntry): void {
    if (this.#returning.delete(bytesToHex(entry.hash))) this.#listener.left?.(entry, 'dropped');
  }

  #add(entry: MempoolEntry): void {
    const name = bytesToHex(entry.hash);
    // The listener knows of those that were judged again.
    const isNew = !this.#returning.delete(name);
    this.#entries.set(name, entry);
    this.#bytes += entry.wire.length;
    if (isNew) this.#listener.added?.(entry);
  }

  #remove(entry: MempoolEntry, reason: LeaveReason): void {
    this.#entries.delete(bytesToHex(entry.hash));
    this.#bytes -= entry.wire.length;
    this.#listener.left?.(entry, reason);
  }
}
