import type { Chain, ChainHead } from '@tos/chain';
import type { StoredMetadata } from '@tos/state';

/** Blocks by which history outgrows its bound before it is cut: a cut makes a few durable writes, which are nothing beside those of 100 blocks. */
const BLOCKS_PER_CUT = 100;
/** Blocks of history that one cut removes at most, some tenths of a second: a node that stops waits for the cut under way. */
const MOST_BLOCKS = 1000;

export interface PrunerCollaborators {
  readonly chain: Pick<Chain, 'prune'> & { readonly head: Pick<ChainHead, 'topoheight'> };
  readonly storage: { metadata(): Promise<Pick<StoredMetadata, 'prunedBelow'> | undefined> };
  readonly logger: { debug(details: object, message: string): void; warn(details: object, message: string): void };
}

/** Forgets what records were before the newest blocks, while the node runs. Blocks are made and read meanwhile. */
export class HistoryPruner {
  readonly #kept: number;
  readonly #parts: PrunerCollaborators;
  /** The topoheight of the head from which on there may be something to cut. */
  #due = 0;
  #cutting: Promise<void> | undefined;
  #isClosed = false;

  /** @param kept blocks whose records keep their history, from `PRUNE_SAFETY_LIMIT` on; up to `BLOCKS_PER_CUT` more keep it for a while */
  constructor(kept: number, collaborators: PrunerCollaborators) {
    this.#kept = kept;
    this.#parts = collaborators;
  }

  /** To be called after each block: cuts what is too long, unless a cut is under way. */
  wake(): void {
    if (this.#isClosed || this.#cutting !== undefined || this.#parts.chain.head.topoheight < this.#due) return;
    this.#cutting = this.#cut().finally(() => {
      this.#cutting = undefined;
    });
  }

  /** Resolves once the cut under way is done. There is no other one after it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#cutting;
  }

  /** Never rejects: a node whose history could not be cut has lost nothing, and tries again with later blocks. */
  async #cut(): Promise<void> {
    const { chain, storage, logger } = this.#parts;
    try {
      while (!this.#isClosed) {
        const prunedBelow = (await storage.metadata())?.prunedBelow ?? 0;
        this.#due = prunedBelow + this.#kept + BLOCKS_PER_CUT;
        const { topoheight } = chain.head;
        if (topoheight < this.#due) return;
        const below = Math.min(topoheight - this.#kept, prunedBelow + MOST_BLOCKS);
        await chain.prune(below);
        logger.debug({ prunedBelow: below }, 'history was cut');
      }
    } catch (error) {
      this.#due = chain.head.topoheight + BLOCKS_PER_CUT;
      logger.warn({ err: error }, `history was not cut; the next try is at topoheight ${this.#due}`);
    }
  }
}
