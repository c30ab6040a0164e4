import type { Chain } from '@tos/chain';
import type { StorageReader } from '@tos/state';

/** What methods work with. */
export interface RpcContext {
  readonly chain: Pick<Chain, 'head' | 'network'>;
  readonly storage: Pick<StorageReader, 'readMany' | 'getBlock' | 'metadata'>;
  readonly mempool: { readonly size: number };
  /** Puts a transaction, given by its wire bytes, into the mempool. @throws as `Mempool.add` */
  readonly submit: (wire: Uint8Array) => Promise<unknown>;
  /** The wanted time between blocks, in milliseconds. */
  readonly blockTime: number;
}
