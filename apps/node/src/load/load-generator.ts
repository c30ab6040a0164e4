import type { ChainHead } from '@tos/chain';
import type { LoadBatch, LoadSigner } from './load-signer.ts';
import { type NonceSources, nextNonces } from './next-nonces.ts';
import { planTransfers } from './plan-transfers.ts';

/** Makes transfers between accounts that every devnet funds, with real signatures, for one block at a time. */
export class LoadGenerator {
  /** Transfers per block. */
  readonly #count: number;
  readonly #signer: LoadSigner;
  readonly #sources: NonceSources;
  #first = 0;

  constructor(count: number, signer: LoadSigner, sources: NonceSources) {
    this.#count = count;
    this.#signer = signer;
    this.#sources = sources;
  }

  /** Makes the transfers of the block after a head. The head is their reference. */
  async next({ hash, topoheight }: ChainHead): Promise<LoadBatch> {
    const { accounts } = this.#signer;
    const nonces = await nextNonces(accounts, this.#sources);
    const transfers = planTransfers({ count: this.#count, first: this.#first, nonces });
    this.#first = (this.#first + this.#count) % accounts.length;
    return this.#signer.sign(transfers, { hash, topoheight: BigInt(topoheight) });
  }
}
