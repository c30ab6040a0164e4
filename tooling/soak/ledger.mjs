/**
 * What became of each transaction that the node accepted. A transaction is `waiting`, `executed`, or `gone` with the reason that the node
 * gave; `unanswered` is one whose answer a kill cut off. A rollback turns `executed` back, and a wallet that sends again begins anew.
 */
export class Ledger {
  #entries = new Map();
  #ofBlock = [];
  #block = 0;
  /** Transactions of senders who were refused, by the code of the refusal. */
  refusals = new Map();
  submitted = 0;

  get size() {
    return this.#entries.size;
  }

  /** @param hash in hex @param entry {account, nonce, data (wire in hex), kind, block} */
  sending(hash, entry) {
    this.submitted++;
    const sent = { ...entry, hash, state: 'unanswered', reason: null };
    this.#entries.set(hash, sent);
    if (entry.block !== this.#block) this.#ofBlock = [];
    this.#block = entry.block;
    this.#ofBlock.push(sent);
  }

  accepted(hash) {
    const entry = this.#entries.get(hash);
    // Events may come before the answer.
    if (entry.state === 'unanswered') entry.state = 'waiting';
    entry.wasAccepted = true;
  }

  refused(hash, code) {
    this.#entries.delete(hash);
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  executed(hash) {
    this.#set(hash, 'executed', null);
  }

  /** @param reason of `transaction_left_mempool` */
  left(hash, reason) {
    if (reason !== 'executed') this.#set(hash, 'gone', reason);
  }

  /** A rollback undid the block that had it. */
  orphaned(hash, isWaiting) {
    if (isWaiting) this.#set(hash, 'waiting', null);
    else if (this.#entries.get(hash)?.state !== 'gone') this.#set(hash, 'gone', 'undone');
  }

  /** A wallet sent it again, and was told why it cannot be. */
  explained(hash, reason) {
    this.#set(hash, 'gone', reason);
  }

  waiting() {
    return [...this.#entries.values()].filter(({ state }) => state === 'waiting' || state === 'unanswered');
  }

  entries() {
    return this.#entries.values();
  }

  /** Those that were sent for a block and not refused, of the block that is at work. */
  ofBlock(block) {
    return this.#ofBlock.filter((entry) => entry.block === block && this.#entries.get(entry.hash) === entry);
  }

  #set(hash, state, reason) {
    const entry = this.#entries.get(hash);
    if (entry !== undefined) Object.assign(entry, { state, reason });
  }
}
