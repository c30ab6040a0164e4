import type { BlockCommit, ChainChange, RecordRef, RecordWrite, StoredBlock, Topoheight } from '@tos/state';
import { domains } from '@tos/state';
import { blockAt, ref, unordered } from './chain-fixture.ts';
import type { Random } from './random.ts';

/** An operation on a storage. `reopen` closes the storage and opens its location again. */
export type Step =
  | { readonly kind: 'commit'; readonly change: ChainChange }
  | { readonly kind: 'prune'; readonly below: Topoheight }
  | { readonly kind: 'putBlock'; readonly block: StoredBlock }
  | { readonly kind: 'reopen' };

/** The records that the steps write. They are few, so that steps write the same ones, and their keys are easy to get wrong. */
export const UNIVERSE: readonly RecordRef[] = [
  ...[[0], [0, 0], [0, 255], [1], [127, 1], [255], [255, 255]].map((key) => ref(...key)),
  { domain: domains.balance, key: Uint8Array.of(0) },
  { domain: domains.multisig, key: Uint8Array.of(255, 255) },
];

/** Random steps, each of which continues the chain of the steps before. */
export class RandomHistory {
  readonly #random: Random;
  readonly #canPrune: boolean;
  /** The ordered blocks, by topoheight. */
  chain: readonly BlockCommit[] = [];
  prunedBelow: Topoheight = 0;
  #ids = 0;

  constructor(random: Random, canPrune: boolean) {
    this.#random = random;
    this.#canPrune = canPrune;
  }

  next(): Step {
    const dice = this.#random.below(20);
    if (dice < 2) return { kind: 'reopen' };
    if (dice < 4) return { kind: 'putBlock', block: unordered(blockAt(this.chain.length, [], this.#id())) };
    const head = this.chain.length - 1;
    if (dice < 6 && this.#canPrune && head > this.prunedBelow) {
      this.prunedBelow += 1 + this.#random.below(head - this.prunedBelow);
      return { kind: 'prune', below: this.prunedBelow };
    }
    return { kind: 'commit', change: this.#change(dice < 10) };
  }

  #change(undoes: boolean): ChainChange {
    const lowest = Math.max(this.prunedBelow, 0);
    const canUndo = undoes && this.chain.length > lowest;
    const kept = canUndo
      ? this.chain.length - this.#random.below(Math.min(5, this.chain.length - lowest))
      : this.chain.length;
    const blocks = Array.from({ length: this.#random.below(4) }, (_, i) =>
      blockAt(kept + i, this.#writes(), this.#id()),
    );
    this.chain = [...this.chain.slice(0, kept), ...blocks];
    return canUndo ? { rollbackTo: kept - 1, blocks } : { blocks };
  }

  #writes(): RecordWrite[] {
    return UNIVERSE.filter(() => this.#random.below(3) === 0).map((record) => ({
      ref: record,
      value: this.#random.below(4) === 0 ? null : this.#random.bytes(this.#random.below(4)),
    }));
  }

  #id(): number {
    return ++this.#ids;
  }
}
