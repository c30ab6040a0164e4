import { bytesToHex } from '@tos/crypto';
import { ErrorCode, TosError } from '@tos/protocol';
import { ruleViolation } from '../chain/rule-violation.ts';
import type { MempoolEntry } from './mempool-entry.ts';
import { assertRoom, type MempoolLimits } from './mempool-limits.ts';

/** The transactions of a mempool by hash and by sender, within their limits. Whether they are valid is for others to judge. */
export class WaitingTransactions {
  readonly #limits: MempoolLimits;
  // By hash, in the order of arrival.
  readonly #entries: Map<string, MempoolEntry> = new Map();
  // By sender; nonces follow one another.
  readonly #senders: Map<string, MempoolEntry[]> = new Map();
  #bytes = 0;

  constructor(limits: MempoolLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Sum of the wire bytes. */
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

  /**
   * A sender's transactions in the order of their nonces: an array that `keep` extends, and that `drop` replaces by another one.
   * @param sender public key in hex
   */
  ofSender(sender: string): readonly MempoolEntry[] | undefined {
    return this.#senders.get(sender);
  }

  /** @throws TOS_RULE_VIOLATION 0112 when the sender has a transaction with this nonce here */
  assertNewNonce({ hash, source, nonce }: MempoolEntry): void {
    const isTaken = this.ofSender(bytesToHex(source))?.some((waiting) => waiting.nonce === nonce) ?? false;
    if (isTaken) throw ruleViolation(ErrorCode.NONCE_DUPLICATE, { hash });
  }

  /** @throws TOS_CAPACITY when there is no room for a transaction, or for another one of its sender */
  assertRoom(entry: MempoolEntry): void {
    assertRoom(entry, { count: this.size, bytes: this.#bytes }, this.#limits);
    const { maxPerSender } = this.#limits;
    if ((this.ofSender(bytesToHex(entry.source))?.length ?? 0) >= maxPerSender) {
      throw new TosError('TOS_CAPACITY', { what: 'mempool transactions of one sender', limit: maxPerSender });
    }
  }

  /** Adds a transaction behind the earlier ones of its sender. */
  keep(entry: MempoolEntry): void {
    const sender = bytesToHex(entry.source);
    const entries = this.#senders.get(sender);
    if (entries === undefined) this.#senders.set(sender, [entry]);
    else entries.push(entry);
    this.#entries.set(bytesToHex(entry.hash), entry);
    this.#bytes += entry.wire.length;
  }

  /** Removes those transactions of a sender that the predicate names. */
  drop(source: Uint8Array, isDropped: (entry: MempoolEntry) => boolean): void {
    const sender = bytesToHex(source);
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

  clear(): void {
    this.#entries.clear();
    this.#senders.clear();
    this.#bytes = 0;
  }
}
