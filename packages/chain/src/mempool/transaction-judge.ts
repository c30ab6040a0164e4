import { ErrorCode, TosError } from '@tos/protocol';
import type { RecordRef, StoredVersion } from '@tos/state';
import { joinRows } from '@tos/transaction';
import type { Chain, SimulatedOutcome } from '../chain/chain.ts';
import { RecordLayer } from '../chain/record-layer.ts';
import { ruleViolation } from '../chain/rule-violation.ts';
import type { ChainHead } from '../history/chain-head.ts';
import { lowestRecent } from '../history/recent-blocks.ts';
import type { Arrival } from './arrival.ts';
import { choosePass, type SenderGroup } from './choose-pass.ts';
import { explainRefusal, refsToExplain } from './explain-refusal.ts';
import type { MempoolEntry } from './mempool-entry.ts';
import { OwnRecords, SenderStates, shareOut } from './sender-states.ts';
import type { WaitingTransactions } from './waiting-transactions.ts';

/**
 * Signatures and proofs that may be verified, until the next block, for transactions of one sender that are then refused: those of two of
 * the largest shield transactions, 3 s of work of one thread. Nobody pays for that work, and each such transaction may bring new proofs of
 * which only the last is bad. Who signed is verified before, so that nobody uses up what is another's.
 */
const MAX_WASTED_EVIDENCE = 1000;

/** A part of a pass: transactions of one sender that follow one another. */
interface Part {
  readonly sender: string;
  readonly arrivals: readonly Arrival[];
  /** Waiting transactions that are executed again, before the arrivals. */
  readonly again: readonly MempoolEntry[];
  /** The waiting transactions after the arrivals, where the arrival replaces one. */
  readonly later: readonly MempoolEntry[];
  readonly isReplacement: boolean;
  readonly records: RecordLayer;
}

/** An arrival that breaks a rule, and the records as its sender's waiting transactions leave them. */
interface Refused {
  readonly arrival: Arrival;
  readonly error: ErrorCode;
  readonly records: RecordLayer;
}

/**
 * Decides which transactions are valid on the state at the tip after their senders' waiting ones, and keeps those that are. Transactions of
 * many senders go through one pass.
 */
export class TransactionJudge {
  readonly #waiting: WaitingTransactions;
  readonly #chain: Pick<Chain, 'head' | 'tip' | 'simulateAtTip' | 'readMany'>;
  readonly #states: SenderStates = new SenderStates();
  // By sender: signatures and proofs that were verified in vain since the last block.
  readonly #wasted: Map<string, number> = new Map();
  // Senders that are judged alone until the next block, so that it shows whose evidence is verified in vain.
  readonly #alone: Set<string> = new Set();

  constructor(waiting: WaitingTransactions, chain: Pick<Chain, 'head' | 'tip' | 'simulateAtTip' | 'readMany'>) {
    this.#waiting = waiting;
    this.#chain = chain;
  }

  /** Forgets what holds until the next block. To be called when there is one. */
  forget(): void {
    this.#wasted.clear();
    this.#alone.clear();
  }

  /** Forgets all states of senders too. To be called after a rollback. */
  forgetAll(): void {
    this.forget();
    this.#states.clear();
  }

  /**
   * Judges what has arrived, and the waiting transactions of some more senders again. Every arrival is settled afterwards.
   * @param suspects public keys in hex
   */
  async judge(arrivals: readonly Arrival[], suspects: ReadonlySet<string>): Promise<void> {
    let groups = groupBySender(arrivals, suspects);
    while (groups.length > 0) {
      const { pass, left } = choosePass(groups, (group) => this.#reachOf(group));
      const rest = await this.#judgePass(pass);
      // What is left of a sender goes before what others have left, and in its order.
      groups = [...rest, ...left]
        .map((group) => this.#withoutUnpaid(group))
        .filter(({ arrivals: { length } }, i) => length > 0 || i >= rest.length);
    }
  }

  /** Refuses the first arrivals of a group that do not pay to replace what waits by now. */
  #withoutUnpaid({ sender, arrivals }: SenderGroup<Arrival>): SenderGroup<Arrival> {
    const at = arrivals.findIndex(({ entry, reject }) => {
      try {
        this.#waiting.assertNewOrReplacing(entry);
        return true;
      } catch (refusal) {
        reject(refusal);
        return false;
      }
    });
    return { sender, arrivals: at < 0 ? [] : arrivals.slice(at) };
  }

  /** Judges the beginning of each group. @returns what is left of the groups */
  async #judgePass(pass: readonly SenderGroup<Arrival>[]): Promise<SenderGroup<Arrival>[]> {
    const isAlone = pass.length === 1;
    let parts: Part[] = [];
    let disturbances = 0;
    let outcome: SimulatedOutcome;
    try {
      // A block that was executed meanwhile, or a transaction that left, may have changed the answer: then this judges again.
      do {
        outcome = await this.#chain.simulateAtTip((tip) => {
          disturbances = this.#waiting.disturbances;
          parts = pass.map((group) => this.#partOf(group, tip));
          const layers = new Map(parts.map(({ sender, records }) => [sender, records]));
          const rows = parts.flatMap(({ again, arrivals, later }) => [
            ...again,
            ...arrivals.map(({ entry }) => entry),
            ...later,
          ]);
          // Alone, a sender also sees what its transactions do to records of others, such as a name that it has taken.
          return { batch: joinRows(rows), after: isAlone ? parts[0]!.records : new OwnRecords(layers) };
        });
      } while (outcome.tip !== this.#chain.tip || disturbances !== this.#waiting.disturbances);
    } catch (error) {
      const failed: readonly Pick<Part, 'arrivals'>[] = parts.length === 0 ? pass : parts;
      for (const { arrivals } of failed) for (const { reject } of arrivals) reject(error);
      return this.#restOf(pass, failed);
    }
    const refused = this.#conclude(parts, outcome, isAlone);
    await this.#refuse(refused);
    return this.#restOf(pass, parts);
  }

  #restOf(pass: readonly SenderGroup<Arrival>[], parts: readonly Pick<Part, 'arrivals'>[]): SenderGroup<Arrival>[] {
    return pass.flatMap((group, i) => {
      const arrivals = group.arrivals.slice(parts[i]!.arrivals.length);
      return arrivals.length === 0 ? [] : [{ sender: group.sender, arrivals }];
    });
  }

  /** The transactions of a group that this pass judges: as many as need no other's place, or one that replaces another. */
  #partOf({ sender, arrivals }: SenderGroup<Arrival>, tip: ChainHead): Part {
    const waiting = this.#waiting.ofSender(sender);
    const first = arrivals[0]?.entry;
    const at = first === undefined ? -1 : waiting.findIndex(({ nonce }) => nonce === first.nonce);
    if (at >= 0) {
      const [again, later] = [waiting.slice(0, at), waiting.slice(at + 1)];
      return { sender, arrivals: arrivals.slice(0, 1), again, later, isReplacement: true, records: new RecordLayer() };
    }
    const nonces = new Set(waiting.map(({ nonce }) => nonce));
    const end = arrivals.findIndex(({ entry: { nonce } }) => nonces.size === nonces.add(nonce).size);
    const last = waiting.at(-1);
    const known = last === undefined || arrivals.length === 0 ? undefined : this.#states.find(sender, { tip, last });
    return {
      sender,
      arrivals: end < 0 ? arrivals : arrivals.slice(0, end),
      again: known === undefined ? waiting : [],
      later: [],
      isReplacement: false,
      records: known ?? new RecordLayer(),
    };
  }

  #conclude(parts: readonly Part[], { results, state, report, tip }: SimulatedOutcome, isAlone: boolean): Refused[] {
    const errors: (ErrorCode | undefined)[] = [];
    const count = parts.reduce(
      (sum, { again, arrivals, later }) => sum + again.length + arrivals.length + later.length,
      0,
    );
    for (let i = 0; i < count; i++) errors.push(results.at(i).error);
    if (report.evidence > 0) this.#noteWaste(parts, errors, { evidence: report.evidence, isAlone });
    const writes = state.getModifiedRecords();
    if (isAlone) parts[0]!.records.add(writes);
    else shareOut(writes, new Map(parts.map(({ sender, records }) => [sender, records])));
    let at = 0;
    const settled: { readonly arrival: Arrival; readonly error: ErrorCode | undefined; readonly part: Part }[] = [];
    for (const part of parts) {
      const { again, arrivals, later } = part;
      this.#dropInvalid(again, errors.slice(at, at + again.length));
      at += again.length;
      const arrived = errors.slice(at, at + arrivals.length);
      for (const [i, arrival] of arrivals.entries()) settled.push({ arrival, error: arrived[i], part });
      at += arrivals.length;
      const isReplaced = part.isReplacement && arrived[0] === undefined;
      const after = errors.slice(at, at + later.length);
      at += later.length;
      if (isReplaced) {
        this.#waiting.replace(arrivals[0]!.entry);
        this.#dropInvalid(later, after);
      }
    }
    // In the order of arrival, since what comes first has the room.
    settled.sort((a, b) => a.arrival.entry.arrival - b.arrival.entry.arrival);
    const tails = new Map(parts.map((part) => [part, this.#tailOf(part)]));
    const refused: Refused[] = [];
    for (const { arrival, error, part } of settled) {
      if (error !== undefined) refused.push({ arrival, error, records: part.records });
      else this.#settle(arrival, part, tails);
    }
    for (const part of parts) this.#remember(part, { tip, isWhole: this.#tailOf(part) === tails.get(part) });
    return refused;
  }

  /** @param tails the last transaction that each part left its sender: what follows it was judged behind it */
  #settle({ entry, resolve, reject }: Arrival, part: Part, tails: Map<Part, MempoolEntry | undefined>): void {
    try {
      if (!part.isReplacement) {
        // An earlier one of its sender found no room, or had to make room for another sender's just now.
        if (this.#tailOf(part) !== tails.get(part)) throw ruleViolation(ErrorCode.NONCE_TOO_HIGH, { hash: entry.hash });
        // Until it is kept nothing may follow it.
        tails.set(part, entry);
        this.#waiting.keep(entry);
      }
      resolve(this.#waiting.withNonceOf(entry) ?? entry);
    } catch (refusal) {
      reject(refusal);
    }
  }

  #tailOf({ sender }: Part): MempoolEntry | undefined {
    return this.#waiting.ofSender(sender).at(-1);
  }

  /**
   * Refuses with what was missing. The records that no waiting transaction of the sender has changed are read at the head, once for all, and
   * may be those of the block before the tip: they explain, and decide nothing.
   */
  async #refuse(refused: readonly Refused[]): Promise<void> {
    const refs = refused.flatMap(({ arrival, error }) => refsToExplain(error, arrival.entry.wire));
    const { topoheight } = this.#chain.head;
    const window = { lowest: lowestRecent(topoheight), highest: topoheight };
    let versions: readonly (StoredVersion | undefined)[] = [];
    try {
      if (refs.length > 0) versions = await this.#chain.readMany(refs);
    } catch {
      // Without the records a refusal is as right as with them.
    }
    const atHead = new RecordLayer();
    for (const [i, ref] of refs.entries()) atHead.add([{ ref, value: versions[i]?.value ?? null }]);
    for (const { arrival, error, records } of refused) {
      const value = (ref: RecordRef): Uint8Array | null => (records.find(ref) ?? atHead.find(ref))?.value ?? null;
      const { hash, wire } = arrival.entry;
      arrival.reject(ruleViolation(error, { hash }, explainRefusal(error, wire, { value, window })));
    }
  }

  /** Drops the first waiting transaction that is not valid any more, and those behind it. Those that the tip has used leave with its block. */
  #dropInvalid(entries: readonly MempoolEntry[], errors: readonly (ErrorCode | undefined)[]): void {
    const at = errors.findIndex((error) => error !== undefined && error !== ErrorCode.NONCE_TOO_LOW);
    const invalid = entries[at];
    if (invalid === undefined) return;
    this.#waiting.drop(invalid.sender, ({ nonce }) => nonce >= invalid.nonce, 'dropped');
  }

  /** @param at.isWhole whether all that was judged to be valid waits */
  #remember(part: Part, { tip, isWhole }: { readonly tip: ChainHead; readonly isWhole: boolean }): void {
    const { sender, isReplacement, records } = part;
    const last = this.#tailOf(part);
    // Only where transactions wait: anybody can make up any number of senders, and each would take memory here.
    if (last === undefined || isReplacement || !isWhole) this.#states.delete(sender);
    else this.#states.set(sender, { tip, last, records });
  }

  /** Counts evidence that was verified for transactions that were then refused. */
  #noteWaste(
    parts: readonly Part[],
    errors: readonly (ErrorCode | undefined)[],
    { evidence, isAlone }: { readonly evidence: number; readonly isAlone: boolean },
  ): void {
    if (errors.every((error) => error === undefined)) return;
    for (const { sender } of parts) {
      if (isAlone) this.#wasted.set(sender, (this.#wasted.get(sender) ?? 0) + evidence);
      else this.#alone.add(sender);
    }
  }

  /** @throws TOS_CAPACITY when too much was verified in vain for the sender since the last block */
  assertNotWasting({ sender }: MempoolEntry): void {
    if ((this.#wasted.get(sender) ?? 0) < MAX_WASTED_EVIDENCE) return;
    throw new TosError('TOS_CAPACITY', { what: 'evidence of refused transactions', limit: MAX_WASTED_EVIDENCE });
  }

  #reachOf({ sender, arrivals }: SenderGroup<Arrival>): ReadonlySet<string> | null {
    if (this.#alone.has(sender)) return null;
    const reach = new Set<string>();
    for (const entry of [...this.#waiting.ofSender(sender), ...arrivals.map((arrival) => arrival.entry)]) {
      if (entry.reach === null) return null;
      for (const account of entry.reach) reach.add(account);
    }
    return reach;
  }
}

function groupBySender(arrivals: readonly Arrival[], suspects: ReadonlySet<string>): SenderGroup<Arrival>[] {
  const groups = new Map<string, Arrival[]>([...suspects].map((sender) => [sender, []]));
  for (const arrival of arrivals) {
    const { sender } = arrival.entry;
    const group = groups.get(sender);
    if (group === undefined) groups.set(sender, [arrival]);
    else group.push(arrival);
  }
  return [...groups].map(([sender, all]) => ({ sender, arrivals: all }));
}
