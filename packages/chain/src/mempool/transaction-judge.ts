import { bytesToHex } from '@tos/crypto';
import { TosError } from '@tos/protocol';
import { joinRows, type PackedBatch } from '@tos/transaction';
import type { Chain } from '../chain/chain.ts';
import { RecordLayer } from '../chain/record-layer.ts';
import { ruleViolation } from '../chain/rule-violation.ts';
import type { ChainHead } from '../history/chain-head.ts';
import type { MempoolEntry } from './mempool-entry.ts';
import type { WaitingTransactions } from './waiting-transactions.ts';

/**
 * Signatures and proofs that may be verified, until the next block, for transactions of one sender that are then refused: those of two of
 * the largest shield transactions, 3 s of work of one thread. Nobody pays for that work, and each such transaction may bring new proofs of
 * which only the last is bad. Who signed is verified before, so that nobody uses up what is another's.
 */
const MAX_WASTED_EVIDENCE = 1000;

/** The records as a sender's waiting transactions leave them, at one head. */
interface SenderState {
  readonly head: ChainHead;
  /** Those transactions. */
  readonly waiting: readonly MempoolEntry[];
  readonly records: RecordLayer;
}

/** Decides whether a transaction is valid at the head after its sender's waiting ones, and keeps it if it is. */
export class TransactionJudge {
  readonly #waiting: WaitingTransactions;
  readonly #chain: Pick<Chain, 'head' | 'simulate'>;
  // By sender, at the current head only: with them a sender's waiting transactions need not be executed again.
  readonly #states: Map<string, SenderState> = new Map();
  // By sender: signatures and proofs that were verified in vain since the last block.
  readonly #wasted: Map<string, number> = new Map();

  constructor(waiting: WaitingTransactions, chain: Pick<Chain, 'head' | 'simulate'>) {
    this.#waiting = waiting;
    this.#chain = chain;
  }

  /** Forgets what holds until the next block. To be called when there is one. */
  forget(): void {
    this.#states.clear();
    this.#wasted.clear();
  }

  /**
   * Keeps a transaction that is valid, and throws for one that is not.
   * @param alone the batch that has nothing but this transaction; it is put together from the entry when absent
   * @throws TOS_RULE_VIOLATION, TOS_CAPACITY as `Mempool.add`
   */
  async admit(entry: MempoolEntry, alone?: PackedBatch): Promise<void> {
    const sender = bytesToHex(entry.source);
    this.#waiting.assertNewNonce(entry);
    this.#waiting.assertRoom(entry);
    if ((this.#wasted.get(sender) ?? 0) >= MAX_WASTED_EVIDENCE) {
      throw new TosError('TOS_CAPACITY', { what: 'evidence of refused transactions', limit: MAX_WASTED_EVIDENCE });
    }
    // A block that was committed meanwhile, or what it took out of the mempool, may have changed the answer: then this judges again.
    for (;;) {
      const { head } = this.#chain;
      const waiting = this.#waiting.ofSender(sender);
      const known = this.#knownState(sender, { head, waiting });
      // What is known saves executing the waiting ones again.
      const runsAlone = waiting === undefined || known !== undefined;
      const run = runsAlone ? (alone ?? joinRows([entry])) : joinRows([...waiting, entry]);
      const { results, state, report } = await this.#chain.simulate(run, known?.records);
      if (head !== this.#chain.head || waiting !== this.#waiting.ofSender(sender)) continue;
      const { error, hash } = results.at(run.count - 1);
      if (error === undefined) this.#waiting.keep(entry);
      // Only where something was verified: anybody can make up any number of senders, and each would take memory here.
      else if (report.evidence > 0) this.#wasted.set(sender, (this.#wasted.get(sender) ?? 0) + report.evidence);
      const records = known?.records ?? new RecordLayer();
      records.add(state.getModifiedRecords());
      const kept = this.#waiting.ofSender(sender);
      if (kept !== undefined) this.#states.set(sender, { head, waiting: kept, records });
      if (error !== undefined) throw ruleViolation(error, { hash });
      return;
    }
  }

  /** The state behind a sender's waiting transactions, where it is known at this head. */
  #knownState(
    sender: string,
    { head, waiting }: { readonly head: ChainHead; readonly waiting: readonly MempoolEntry[] | undefined },
  ): SenderState | undefined {
    const known = this.#states.get(sender);
    return known?.head === head && known.waiting === waiting ? known : undefined;
  }
}
