import { availableParallelism } from 'node:os';
import type { ChainHead } from '@tos/chain';
import { type NonceSources, nextNonces } from './next-nonces.ts';
import { planTransfers } from './plan-transfers.ts';
import { SignPool } from './sign-pool.ts';

/** Signed transfers back to back, as on the wire. */
export interface LoadBatch {
  readonly bytes: Uint8Array;
  readonly count: number;
}

export interface LoadOptions {
  /** Transfers per block. */
  readonly count: number;
  /** Public keys of the load accounts, by their index. */
  readonly accounts: readonly Uint8Array[];
}

/** Makes transfers between accounts that every devnet funds, with real signatures, for one block at a time. */
export class LoadGenerator {
  readonly #count: number;
  readonly #accounts: readonly Uint8Array[];
  readonly #sources: NonceSources;
  readonly #pool: SignPool;
  #first = 0;

  constructor({ count, accounts }: LoadOptions, sources: NonceSources) {
    this.#count = count;
    this.#accounts = accounts;
    this.#sources = sources;
    this.#pool = new SignPool(Math.min(availableParallelism(), count));
  }

  get threads(): number {
    return this.#pool.threads;
  }

  /** Makes the transfers of the block after a head. The head is their reference. */
  async next({ hash, topoheight }: ChainHead): Promise<LoadBatch> {
    const transfers = planTransfers({
      count: this.#count,
      first: this.#first,
      accounts: this.#accounts,
      nonces: await nextNonces(this.#accounts, this.#sources),
    });
    this.#first = (this.#first + this.#count) % this.#accounts.length;
    const bytes = await this.#pool.sign({ reference: { hash, topoheight: BigInt(topoheight) }, transfers });
    return { bytes, count: this.#count };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
