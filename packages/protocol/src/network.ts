/** The facts of a network that rules and executors read once per block. Source: docs/protocol.md §3.7, §6.2, §8.1. */
export interface Network {
  readonly name: 'mainnet' | 'testnet' | 'stagenet' | 'devnet';
  /** Byte 1 of every transaction. */
  readonly chainId: 0 | 1 | 2 | 3;
  /** The name that `get_info` returns. */
  readonly rpcName: 'Mainnet' | 'Testnet' | 'Stagenet' | 'Dev';
  /** Human-readable part of an address. */
  readonly addressPrefix: 'tos' | 'tst';
  /** Whether a node of this network executes in parallel unless it is asked otherwise. It changes no result, only where blocks are executed. */
  readonly parallelByDefault: boolean;
  /** A block with fewer transactions is executed sequentially. The thresholds are those of the original. */
  readonly parallelThreshold: number;
  /** Blocks per day of the duration of a freeze. Source: docs/protocol.md §5.4. */
  readonly blocksPerDay: number;
}

/**
 * The networks. Parallel execution is rolled out network by network, as the original planned it: the devnet executes in parallel, the others
 * once their nodes are switched on.
 */
export const networks: { readonly [N in Network['name']]: Network } = {
  mainnet: {
    name: 'mainnet',
    chainId: 0,
    rpcName: 'Mainnet',
    addressPrefix: 'tos',
    parallelByDefault: false,
    parallelThreshold: 20,
    blocksPerDay: 86_400,
  },
  testnet: {
    name: 'testnet',
    chainId: 1,
    rpcName: 'Testnet',
    addressPrefix: 'tst',
    parallelByDefault: false,
    parallelThreshold: 10,
    blocksPerDay: 86_400,
  },
  stagenet: {
    name: 'stagenet',
    chainId: 2,
    rpcName: 'Stagenet',
    addressPrefix: 'tst',
    parallelByDefault: false,
    parallelThreshold: 10,
    blocksPerDay: 86_400,
  },
  devnet: {
    name: 'devnet',
    chainId: 3,
    rpcName: 'Dev',
    addressPrefix: 'tst',
    parallelByDefault: true,
    parallelThreshold: 4,
    blocksPerDay: 10,
  },
};
