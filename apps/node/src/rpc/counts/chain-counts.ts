import { setImmediate } from 'node:timers/promises';
import { TosError } from '@tos/protocol';
import { compareBytes, type Domain, decodeU64Record, domains, type Storage, type Topoheight } from '@tos/state';

/** How many milliseconds are counted before other events get their turn. */
const SLICE_MS = 5;

/** How many counts are begun before a call fails. Each failed one takes a rollback, which somebody asks for by hand. */
const ATTEMPTS = 10;

/** What there is at the head. */
export interface Counts {
  readonly accounts: number;
  readonly assets: number;
  readonly contracts: number;
  /** Of all blocks with a place in the order, those of a pruned or imported part included. */
  readonly transactions: number;
}

/** The records that are counted: an account is what has a nonce. */
const counted = { accounts: domains.nonce, assets: domains.asset, contracts: domains.contract } as const;

interface Point {
  readonly topoheight: Topoheight;
  readonly hash: Uint8Array;
}

interface Reached {
  readonly counts: Counts;
  /** The newest block that is counted. */
  readonly upTo: Point;
}

type CountedStorage = Pick<Storage, 'metadata' | 'hashesAt' | 'getBlock' | 'writesAt' | 'readMany' | 'iterate'>;

/**
 * Counts accounts, contracts, assets and transactions, of which a storage keeps no number. The first call after the start or after a
 * rollback walks over the records that it counts; each later one reads the blocks since the call before, with their writes. Where the
 * storage does not know the writes of a block, each call for a new head is a walk. Calls at the same time share one count.
 *
 * A nonce begins at 0 and each transaction raises one nonce by 1, so that the sum of all nonces is the number of transactions.
 */
export class ChainCounts {
  readonly #storage: CountedStorage;
  #last: Reached | null = null;
  #counting: Promise<Counts> | null = null;

  constructor(storage: CountedStorage) {
    this.#storage = storage;
  }

  /** The counts at a head that is at least as new as the call. @throws TOS_STORAGE_CONFLICT when the chain goes back all the time, and as the storage */
  async read(): Promise<Counts> {
    // A count that is under way may have begun before the newest block: who comes later counts what came since.
    await this.#counting?.catch(() => undefined);
    this.#counting ??= this.#count().finally(() => {
      this.#counting = null;
    });
    return this.#counting;
  }

  async #count(): Promise<Counts> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const head = (await this.#storage.metadata())?.head;
      if (head === undefined) return { accounts: 0, assets: 0, contracts: 0, transactions: 0 };
      const last = this.#last;
      const goesOn = last !== null && last.upTo.topoheight <= head.topoheight && (await this.#isOrdered(last.upTo));
      const counts = (goesOn ? await this.#countSince(last, head) : null) ?? (await this.#countAll(head));
      if (!(await this.#isOrdered(head))) continue;
      this.#last = { counts, upTo: head };
      return counts;
    }
    throw new TosError('TOS_STORAGE_CONFLICT', { reason: `the chain went back during each of ${ATTEMPTS} counts` });
  }

  /** Adds what the blocks since then brought; null where the storage does not know the writes of one of them. */
  async #countSince({ counts: last, upTo }: Reached, head: Point): Promise<Counts | null> {
    const counts = { ...last };
    for (let topoheight = upTo.topoheight + 1; topoheight <= head.topoheight; topoheight++) {
      const [block, changes] = await Promise.all([this.#storage.getBlock({ topoheight }), this.#changesAt(topoheight)]);
      if (block === undefined || changes === null) return null;
      counts.transactions += block.transactionHashes.length;
      for (const name of names) counts[name] += changes[name];
    }
    return counts;
  }

  /** How many more records of each kind live after a block than before it. */
  async #changesAt(topoheight: Topoheight): Promise<Record<CountedName, number> | null> {
    const writes = await this.#storage.writesAt(topoheight);
    if (writes === undefined) return null;
    const changes = { accounts: 0, assets: 0, contracts: 0 };
    const of = (domain: Domain): CountedName | undefined => names.find((name) => counted[name].id === domain.id);
    const relevant = writes.filter(({ ref }) => of(ref.domain) !== undefined);
    if (relevant.length === 0) return changes;
    const before = await this.#storage.readMany(
      relevant.map(({ ref }) => ref),
      topoheight - 1,
    );
    for (const [i, { ref, value }] of relevant.entries()) {
      changes[of(ref.domain)!] += Number(value !== null) - Number(before[i]?.value != null);
    }
    return changes;
  }

  async #countAll({ topoheight }: Point): Promise<Counts> {
    const counts = { accounts: 0, assets: 0, contracts: 0 };
    let nonces = 0n;
    let end = performance.now() + SLICE_MS;
    for (const name of names) {
      for await (const [, { value }] of this.#storage.iterate(counted[name], topoheight)) {
        counts[name]++;
        if (name === 'accounts' && value !== null) nonces += decodeU64Record(value);
        if (performance.now() < end) continue;
        await setImmediate();
        end = performance.now() + SLICE_MS;
      }
    }
    return { ...counts, transactions: Number(nonces) };
  }

  async #isOrdered({ topoheight, hash }: Point): Promise<boolean> {
    const [found] = await this.#storage.hashesAt([topoheight]);
    return found !== undefined && compareBytes(found, hash) === 0;
  }
}

type CountedName = keyof typeof counted;

const names: readonly CountedName[] = ['accounts', 'assets', 'contracts'];
