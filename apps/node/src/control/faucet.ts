import type { Mempool, MempoolEntry } from '@tos/chain';
import type { KeyPair } from '@tos/crypto';
import { type Network, TosError } from '@tos/protocol';
import { compareBytes, decodeU64Record, NATIVE_ASSET, nonceRef, type StorageReader } from '@tos/state';
import { buildTransaction, encodeTransaction, hashAt, type PackedBatch } from '@tos/transaction';
import type { BlockProducer } from '../blocks/block-producer.ts';

/** The most blocks that are made until a transfer is in one: transactions that wait already may fill several. */
const MOST_BLOCKS = 20;

export interface FaucetCollaborators {
  readonly network: Network;
  /** Of the account that gives. The first one of a process takes 50 ms, so that it is made when it is needed. */
  keyPair(): KeyPair;
  readonly chain: { readonly head: { readonly hash: Uint8Array; readonly topoheight: number } };
  readonly storage: Pick<StorageReader, 'readMany'>;
  readonly mempool: Pick<Mempool, 'bySender' | 'get'>;
  readonly producer: Pick<BlockProducer, 'between'>;
  /** Puts a transaction into the mempool. */
  submit(wire: Uint8Array): Promise<MempoolEntry>;
}

/** A transfer that is in a block. */
export interface Funding {
  readonly transactionHash: Uint8Array;
  readonly blockHash: Uint8Array;
  readonly topoheight: number;
}

/** Gives coins of an account of the devnet to others, by transfers as everybody sends them: the supply stays as it is. */
export class Faucet {
  readonly #parts: FaucetCollaborators;

  constructor(parts: FaucetCollaborators) {
    this.#parts = parts;
  }

  /**
   * Sends coins, and makes blocks at once until the transfer is in one, also while production is paused.
   * @param amount in atomic units
   * @throws TOS_RULE_VIOLATION as the mempool, such as for more coins than the account has, and as `BlockProducer.between`
   */
  fund(destination: Uint8Array, amount: bigint): Promise<Funding> {
    const { producer, mempool, submit } = this.#parts;
    return producer.between(async (makeBlock) => {
      const { hash } = await submit(await this.#transfer(destination, amount));
      for (let made = 0; made < MOST_BLOCKS && mempool.get(hash) !== undefined; made++) {
        const block = await makeBlock();
        if (!hasTransaction(block.transactions, hash)) continue;
        return { transactionHash: hash, blockHash: block.hash, topoheight: block.topoheight };
      }
      const what =
        mempool.get(hash) === undefined ? 'the transfer was dropped' : 'the transfer still waits for a block';
      throw new TosError('TOS_INTERRUPTED', { what, reason: 'other transactions came first' });
    });
  }

  /** The wire bytes of a transfer that follows the waiting transactions of the account. */
  async #transfer(destination: Uint8Array, amount: bigint): Promise<Uint8Array> {
    const { network, chain, storage, mempool } = this.#parts;
    const keyPair = this.#parts.keyPair();
    const [version] = await storage.readMany([nonceRef(keyPair.publicKey)]);
    // No block is under way, so that the waiting transactions follow the nonce that was read.
    const next = version?.value == null ? 0n : decodeU64Record(version.value);
    const { hash, topoheight } = chain.head;
    const transfer = { asset: NATIVE_ASSET, destination, amount, extraData: null };
    return encodeTransaction(
      buildTransaction({
        network,
        keyPair,
        payload: { type: 'transfers', transfers: [transfer] },
        nonce: next + BigInt(mempool.bySender(keyPair.publicKey).length),
        reference: { hash, topoheight: BigInt(topoheight) },
      }),
    );
  }
}

function hasTransaction(batch: PackedBatch, hash: Uint8Array): boolean {
  for (let i = 0; i < batch.count; i++) if (compareBytes(hashAt(batch, i), hash) === 0) return true;
  return false;
}
