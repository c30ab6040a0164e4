import { decodeBlock } from '@tos/chain';
import { compareBytes, type StoredBlock } from '@tos/state';
import { joinRows, type PackedBatch } from '@tos/transaction';
import type { RpcContext } from '../../method/rpc-context.ts';
import type { TransactionPlace } from '../../schemas/transaction-json.ts';

/** A transaction that is stored or waits. */
export interface FoundTransaction {
  readonly batch: PackedBatch;
  /** Its index in the batch. */
  readonly index: number;
  readonly place: TransactionPlace;
}

/** Finds transactions by their hashes, in blocks and in the mempool. One finder serves one call. */
export class TransactionFinder {
  readonly #context: Pick<RpcContext, 'storage' | 'mempool'>;
  // Decoding takes milliseconds, and callers often ask for transactions of one block.
  #last: { readonly hash: Uint8Array; readonly batch: PackedBatch } | undefined;

  constructor(context: Pick<RpcContext, 'storage' | 'mempool'>) {
    this.#context = context;
  }

  /** @returns undefined for a hash that neither a block nor the mempool has */
  async find(hash: Uint8Array): Promise<FoundTransaction | undefined> {
    const { mempool } = this.#context;
    const stored = await this.#stored(hash);
    if (stored?.place.executedIn != null) return stored;
    const entry = mempool.get(hash);
    if (entry !== undefined) {
      const blocks = stored?.place.blocks ?? [];
      return { batch: joinRows([entry]), index: 0, place: { blocks, executedIn: null, firstSeen: entry.firstSeen } };
    }
    // Between the two looks a block may have taken the transaction out of the mempool.
    return this.#stored(hash);
  }

  async #stored(hash: Uint8Array): Promise<FoundTransaction | undefined> {
    const { storage } = this.#context;
    const locations = await storage.locateTransaction(hash);
    const executedIn = locations.find(({ executed }) => executed)?.block ?? null;
    const holder = executedIn ?? locations[0]?.block;
    if (holder === undefined) return undefined;
    const block = await storage.getBlock({ hash: holder });
    // A block without a place in the order may have been deleted meanwhile.
    if (block === undefined) return undefined;
    const index = block.transactionHashes.findIndex((other) => compareBytes(other, hash) === 0);
    const place = { blocks: locations.map((location) => location.block), executedIn, firstSeen: null };
    return { batch: this.#decoded(block), index, place };
  }

  #decoded({ hash, bytes }: StoredBlock): PackedBatch {
    if (this.#last === undefined || compareBytes(this.#last.hash, hash) !== 0) {
      this.#last = { hash, batch: decodeBlock(bytes).transactions };
    }
    return this.#last.batch;
  }
}
