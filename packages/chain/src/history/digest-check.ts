import { compareBytes, EMPTY_DIGEST, type RecordWrite, type Storage, stateDigest, type Topoheight } from '@tos/state';
import type { BlockWritesOptions } from './block-writes.ts';
import { brokenOr } from './broken-or.ts';

/** Compares the writes of blocks, one block after the other, with the digests that are stored with the blocks. */
export class DigestCheck {
  readonly #storage: Pick<Storage, 'getBlock'>;
  readonly #options: BlockWritesOptions;
  #next: Topoheight;
  /** Of the block before; null when it is not known. */
  #previous: Uint8Array | null = null;
  #digest: Uint8Array | null = null;

  /** `next` goes to the first block, `options.from`. */
  constructor(storage: Pick<Storage, 'getBlock'>, options: BlockWritesOptions) {
    this.#storage = storage;
    this.#options = options;
    this.#next = options.from;
  }

  /** Goes to the next block. @throws TOS_STORAGE_CORRUPT for a block that cannot be read, without `options.onBroken` */
  async next(): Promise<void> {
    const topoheight = this.#next++;
    const isFirst = topoheight === this.#options.from;
    this.#previous = isFirst ? await this.#digestAt(topoheight - 1) : this.#digest;
    this.#digest = await this.#digestAt(topoheight);
  }

  async #digestAt(topoheight: Topoheight): Promise<Uint8Array | null> {
    if (topoheight < 0) return EMPTY_DIGEST;
    const block = await this.#storage.getBlock({ topoheight }).catch(brokenOr(this.#options));
    return block?.digest ?? null;
  }

  /** Whether the writes give the digest of the block; null when that digest or the one before it is not known. */
  matches(writes: readonly RecordWrite[]): boolean | null {
    if (this.#previous === null || this.#digest === null) return null;
    return compareBytes(stateDigest(this.#previous, this.#next - 1, writes), this.#digest) === 0;
  }
}
