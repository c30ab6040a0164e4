import { compareBytes, type Topoheight } from '@tos/state';
import type { RpcContext } from '../method/rpc-context.ts';
import type { BlockSteps } from './block-steps.ts';
import type { ChainStep } from './chain-step.ts';

/** A place between two blocks of the order. */
export interface ChainPosition {
  /** Topoheight of the next block. */
  readonly next: Topoheight;
  /** Hash of the block before it; undefined before the genesis. */
  readonly last: Uint8Array | undefined;
}

/**
 * A walk along the order of blocks, at its reader's pace: block by block up to the head, and back over blocks that have lost their place.
 * Taking all steps in turn gives the chain, whatever happened between two of them; blocks that came and went between two steps are not
 * visited. Nothing is kept but the position: an undone block stays in the storage and names its parent.
 */
export class ChainCursor {
  readonly #storage: Pick<RpcContext['storage'], 'hashesAt'>;
  readonly #steps: BlockSteps;
  #position: ChainPosition;

  constructor(position: ChainPosition, storage: Pick<RpcContext['storage'], 'hashesAt'>, steps: BlockSteps) {
    this.#position = position;
    this.#storage = storage;
    this.#steps = steps;
  }

  /** The step from here; undefined at the head. */
  async peek(): Promise<ChainStep | undefined> {
    for (;;) {
      const { next, last } = this.#position;
      const [lastNow, nextNow] =
        last === undefined
          ? [undefined, (await this.#storage.hashesAt([next]))[0]]
          : await this.#storage.hashesAt([next - 1, next]);
      if (last !== undefined && (lastNow === undefined || compareBytes(lastNow, last) !== 0)) {
        return this.#steps.orphaned(last, next - 1);
      }
      if (nextNow === undefined) return undefined;
      const step = await this.#steps.ordered(nextNow, next);
      if (step !== undefined) return step;
    }
  }

  /** Goes to the other side of a step that began here. */
  take({ change, topoheight, hash, parent }: Pick<ChainStep, 'change' | 'topoheight' | 'hash' | 'parent'>): void {
    this.#position = change === 'ordered' ? { next: topoheight + 1, last: hash } : { next: topoheight, last: parent };
  }
}
