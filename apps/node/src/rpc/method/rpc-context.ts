import type { Chain, Mempool, MempoolEntry } from '@tos/chain';
import type { Storage } from '@tos/state';
import type { NodeControls } from '../../control/node-controls.ts';
import type { KeptExecutions } from '../../executions/kept-executions.ts';
import type { LeftTransactions } from '../../mempool/left-transactions.ts';
import type { ChainCounts } from '../counts/chain-counts.ts';
import type { Subscriber } from './subscriber.ts';

/** What methods work with. Nothing of it waits for the block under way but `submit`, `buildBlock` and `importBlock`. */
export interface RpcContext {
  readonly chain: Pick<Chain, 'head' | 'network' | 'genesisHash' | 'buildBlock'>;
  readonly storage: Pick<
    Storage,
    | 'readMany'
    | 'history'
    | 'iterate'
    | 'count'
    | 'getBlock'
    | 'hashesAt'
    | 'blocksAtHeight'
    | 'locateTransaction'
    | 'metadata'
    | 'metadataAt'
    | 'snapshot'
    | 'sizeOnDisk'
    | 'writesAt'
  >;
  readonly counts: Pick<ChainCounts, 'read'>;
  readonly executions: Pick<KeptExecutions, 'find'>;
  readonly leftTransactions: Pick<LeftTransactions, 'find'>;
  readonly mempool: Pick<Mempool, 'size' | 'bytes' | 'entries' | 'get' | 'bySender' | 'take' | 'limits'>;
  /** Puts a transaction, given by its wire bytes, into the mempool. @throws as `Mempool.add` */
  readonly submit: (wire: Uint8Array) => Promise<MempoolEntry>;
  /** Commits a block on top of the head. @throws as `Chain.importBlock` */
  readonly importBlock: (bytes: Uint8Array) => Promise<void>;
  /** The caller's socket; absent over HTTP. */
  readonly subscriber?: Subscriber;
  /** What methods of a devnet change in the running node; `get_info` reads it. */
  readonly controls: NodeControls;
}
