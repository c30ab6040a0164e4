import {
  type BlockCommit,
  type ChainChange,
  compareRefs,
  type Domain,
  domains,
  type ImportRecord,
  type OrderedBlock,
  type RecordRef,
  type Storage,
  type StoredBlock,
  type Topoheight,
  type VersionedWrite,
} from '@tos/state';
import { blockAt, hashOf, recordsOf, unordered } from '../src/chain-fixture.ts';
import type { Random } from '../src/random.ts';

/** A step of a history, and what it does to a storage. */
export interface EngineStep {
  readonly name: string;
  run(storage: Storage): Promise<void>;
}

/** The records of a history: few with keys that are easy to get wrong, or many, so that flushes take several slices. */
export function universeOf(many: boolean): RecordRef[] {
  const keys = [[0], [0, 0], [0, 255], [1], [127, 1], [255], [255, 255]];
  const few: RecordRef[] = keys.map((key) => ({ domain: domains.nonce, key: Uint8Array.from(key) }));
  few.push(
    { domain: domains.balance, key: Uint8Array.of(0) },
    { domain: domains.multisig, key: Uint8Array.of(255, 255) },
  );
  if (many) {
    for (let i = 0; i < 150; i++) few.push({ domain: i % 3 === 0 ? domains.balance : domains.nonce, key: hashOf(i) });
  }
  return few.toSorted(compareRefs);
}

/** Random steps, each of which continues the chain that a model has after the steps before. */
export class EngineHistory {
  readonly universe: readonly RecordRef[];
  /** Ids of all blocks so far, the undone and loose ones too. */
  readonly ids: number[] = [];
  readonly #random: Random;
  readonly #model: Storage;
  readonly #besides: boolean;

  /** @param besides false for steps of one call each */
  constructor(
    random: Random,
    {
      model,
      universe,
      besides = true,
    }: { readonly model: Storage; readonly universe: readonly RecordRef[]; readonly besides?: boolean },
  ) {
    this.#besides = besides;
    this.#random = random;
    this.#model = model;
    this.universe = universe;
  }

  async next(): Promise<EngineStep> {
    const random = this.#random;
    const metadata = await this.#model.metadata();
    const [head, prunedBelow] = [metadata?.head.topoheight ?? -1, metadata?.prunedBelow ?? 0];
    if (head < 0 && this.ids.length === 0 && random.below(3) === 0) return this.#importing();
    const dice = random.below(20);
    if (dice === 0) return this.#putting(head);
    if (dice === 1) return this.#deleting();
    if (dice < 5 && head > prunedBelow) {
      const below = prunedBelow + 1 + random.below(head - prunedBelow);
      if (dice === 2 || !this.#besides) return { name: `prune below ${below}`, run: (storage) => storage.prune(below) };
      const change = await this.#change({ head, lowest: below });
      return {
        name: `prune below ${below} beside ${nameOf(change)}`,
        run: async (storage) => {
          await Promise.all([storage.prune(below), storage.commit(change)]);
        },
      };
    }
    const change = await this.#change({ head, lowest: prunedBelow });
    return { name: nameOf(change), run: (storage) => storage.commit(change) };
  }

  #putting(head: number): EngineStep {
    const block = unordered(this.#block(head + 1, []));
    return { name: 'put a block', run: (storage) => storage.putBlock(block) };
  }

  async #deleting(): Promise<EngineStep> {
    const blocks: (StoredBlock | undefined)[] = [];
    for (const id of this.ids) blocks.push(await this.#model.getBlock({ hash: hashOf(id) }));
    const loose = blocks.filter((block) => block !== undefined && block.topoheight === null);
    const hash = loose[this.#random.below(Math.max(1, loose.length))]?.hash ?? hashOf(999_999);
    return { name: 'delete a block', run: (storage) => storage.deleteBlock(hash) };
  }

  #importing(): EngineStep {
    const head = 3 + this.#random.below(5);
    const records = this.universe.flatMap((ref): ImportRecord[] =>
      this.#random.below(2) === 0
        ? []
        : [{ ref, topoheight: this.#random.below(head + 1), value: this.#random.bytes(this.#random.below(40)) }],
    );
    const commits = Array.from({ length: head + 1 }, (_, n) => this.#block(n, []));
    const metadata = commits.at(-1)!.metadata;
    // A state comes with the blocks below its head, with that of its head, or with none.
    const from = this.#random.below(head + 2);
    const blocks = commits.slice(from, from + 1 + this.#random.below(head)).map(({ block }) => block);
    return {
      name: `import a state at ${head}`,
      run: (storage) => storage.importState({ records: recordsOf(records), metadata, blocks: each(blocks) }),
    };
  }

  async #change({ head, lowest }: { readonly head: number; readonly lowest: number }): Promise<ChainChange> {
    const random = this.#random;
    const undoes = random.below(4) === 0 && head >= lowest && head >= 0;
    // Rollbacks are mostly short, and sometimes go down as far as they may.
    const depth = random.below(3) === 0 ? head + 1 - lowest : Math.min(4, head + 1 - lowest);
    const kept = undoes ? head - random.below(Math.max(1, depth)) : head;
    const count = random.below(undoes ? 4 : 6) + (undoes ? 0 : 1);
    const blocks: BlockCommit[] = [];
    for (let i = 0; i < count; i++) {
      const topoheight = kept + 1 + i;
      const writes = this.#writes().map((write) => ({ ...write }));
      blocks.push(this.#block(topoheight, await this.#withPrevious(writes, { blocks, kept })));
    }
    return undoes ? { rollbackTo: kept, blocks } : { blocks };
  }

  #writes(): VersionedWrite[] {
    const random = this.#random;
    // Blocks that write nothing, a few records, and many.
    const oneIn = random.pick([1_000, 3, 3, this.universe.length > 50 ? 30 : 2]);
    return this.universe
      .filter(() => random.below(oneIn) === 0)
      .map((ref) => ({ ref, value: random.below(4) === 0 ? null : random.bytes(random.below(40)) }));
  }

  /** Names for some writes the version that they replace, as a caller does who has read it. */
  async #withPrevious(
    writes: readonly VersionedWrite[],
    { blocks, kept }: { readonly blocks: readonly BlockCommit[]; readonly kept: Topoheight },
  ): Promise<VersionedWrite[]> {
    const all = this.#random.pick([0, 1, 2]);
    const stored =
      kept < 0
        ? []
        : await this.#model.readMany(
            writes.map(({ ref }) => ref),
            kept,
          );
    return writes.map((write, i) => {
      if (all === 0 || (all === 1 && this.#random.below(2) === 0)) return write;
      let previous = stored[i] ?? null;
      for (const { block, writes: earlier } of blocks) {
        const found = earlier.find(({ ref }) => compareRefs(ref, write.ref) === 0);
        if (found)
          previous = { topoheight: block.topoheight, previous: previous?.topoheight ?? null, value: found.value };
      }
      return { ...write, previous };
    });
  }

  /** A block with a new id, and with no, few or many transactions. */
  #block(topoheight: Topoheight, writes: readonly VersionedWrite[]): BlockCommit {
    const id = 1 + this.ids.length;
    this.ids.push(id);
    const commit = blockAt(topoheight, writes, id);
    const more = this.#random.pick([0, 0, 1, 40, this.universe.length > 50 ? 400 : 40]);
    const transactionHashes = [
      ...commit.block.transactionHashes,
      ...Array.from({ length: more }, (_, i) => hashOf(5_000_000 + (i % 2 === 0 ? i : 1_000 * id + i))),
    ];
    return { ...commit, block: { ...commit.block, transactionHashes } };
  }
}

async function* each(blocks: readonly OrderedBlock[]): AsyncGenerator<OrderedBlock> {
  yield* blocks;
}

function nameOf({ rollbackTo, blocks }: ChainChange): string {
  return `commit ${blocks.length} blocks${rollbackTo === undefined ? '' : `, back to ${rollbackTo}`}`;
}

export function domainsOf(universe: readonly RecordRef[]): Domain[] {
  return [...new Set(universe.map(({ domain }) => domain))];
}
