import type { BlockExecutor } from '@tos/executor';
import { assertFunction, assertInteger, assertNetwork, assertObject, type Network, TosError } from '@tos/protocol';
import type { Storage, Topoheight } from '@tos/state';
import { checkedGenesis, type Genesis } from '../genesis/genesis.ts';
import type { MergeCounts } from './merge-parallel-results.ts';

export interface ChainOptions {
  /** Open already; the chain is the only one that commits to it. */
  readonly storage: Storage;
  readonly executor: BlockExecutor;
  /** The devnet: other networks need parts that do not exist yet. */
  readonly network: Network;
  readonly genesis: Genesis;
  /** Milliseconds since 1970; the system's when absent. */
  readonly clock?: () => number;
  /** Bytes for what recently used records hold at the head. @default 64 MiB: about 500,000 accounts */
  readonly headCacheBytes?: number;
  /** Receives what each block changed, in numbers, before it is committed. */
  readonly log?: (counts: MergeCounts & { readonly topoheight: Topoheight }) => void;
}

/**
 * Checks the options of `Chain.open`.
 * @throws TOS_INVALID_ARGUMENT for what is no storage, executor, network, clock or size
 * @throws TOS_NOT_SUPPORTED for a network other than the devnet
 * @throws TOS_INVALID_CONFIG when the genesis is of another network
 */
export function assertChainOptions(options: ChainOptions): void {
  assertObject(options, 'options');
  const { storage, executor, network, genesis, clock, headCacheBytes, log } = options;
  assertObject(storage, 'storage', ['metadata', 'commit', 'getBlock']);
  assertObject(executor, 'executor', ['execute', 'verifySignatures']);
  assertNetwork(network, 'network');
  checkedGenesis(genesis);
  if (clock !== undefined) assertFunction(clock, 'clock');
  if (headCacheBytes !== undefined) assertInteger(headCacheBytes, 'headCacheBytes', 0);
  if (log !== undefined) assertFunction(log, 'log');
  if (network.name !== 'devnet') throw new TosError('TOS_NOT_SUPPORTED', { feature: `blocks of ${network.name}` });
  if (genesis.network !== network.name) {
    const reason = `it is ${genesis.network}, the chain is ${network.name}`;
    throw new TosError('TOS_INVALID_CONFIG', { setting: 'genesis.network', reason });
  }
}
