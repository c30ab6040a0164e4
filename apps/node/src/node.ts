import { type Allocation, Chain, defaultMempoolLimits, Mempool, type MempoolEntry } from '@tos/chain';
import { networks } from '@tos/protocol';
import { compareBytes, type Storage } from '@tos/state';
import type { Logger } from 'pino';
import { devAccounts, keyPairOf, publicKeysOf } from './accounts/dev-accounts.ts';
import { BlockProducer } from './blocks/block-producer.ts';
import { importBlock } from './blocks/import-block.ts';
import type { OnBlock, ProducedBlock } from './blocks/produced-block.ts';
import type { DevOptions } from './cli/dev-options.ts';
import { ChainSnapshots } from './control/chain-snapshots.ts';
import { DevnetClock } from './control/devnet-clock.ts';
import { Faucet } from './control/faucet.ts';
import type { NodeControls } from './control/node-controls.ts';
import { TransferSender } from './control/transfer-sender.ts';
import type { Datadir } from './datadir/datadir.ts';
import { NodeEvents } from './events/node-events.ts';
import { createNodeExecutor } from './execution/create-node-executor.ts';
import { KeptExecutions } from './executions/kept-executions.ts';
import { EventLoopWatch } from './health/event-loop-watch.ts';
import { NodeHealth } from './health/node-health.ts';
import { LoadGenerator } from './load/load-generator.ts';
import { LoadSigner } from './load/load-signer.ts';
import { LeftTransactions } from './mempool/left-transactions.ts';
import { MempoolFile } from './mempool/mempool-file.ts';
import { startMetricsServer } from './metrics/metrics-server.ts';
import { NodeMetrics } from './metrics/node-metrics.ts';
import { nodeVersion } from './process/node-version.ts';
import { HistoryPruner } from './pruning/history-pruner.ts';
import type { RpcDispatcher } from './rpc/answer/answer-body.ts';
import { ChainCounts } from './rpc/counts/chain-counts.ts';
import { startRpcServer } from './rpc/http/rpc-server.ts';
import { rpcMethods } from './rpc/methods/rpc-methods.ts';
import { invalidSetting } from './settings/invalid-setting.ts';

/** A node that answers calls, and makes blocks while `run` runs. */
export interface Node {
  /** The URL of the JSON-RPC server, of the form http://127.0.0.1:8080 */
  readonly rpcUrl: string;
  /** The URL that Prometheus scrapes; absent without `metricsPort`. */
  readonly metricsUrl?: string;
  readonly height: number;
  readonly controls: NodeControls;
  /** Makes blocks until their number is reached or the signal comes; at the signal the node also stops taking calls. */
  run(signal: AbortSignal): Promise<void>;
  /** Closes all parts, in the opposite order of their opening. A second call does nothing. */
  close(): Promise<void>;
}

export interface NodeCollaborators {
  readonly datadir: Pick<Datadir, 'genesis' | 'path'>;
  /** Open already; the node does not close it. */
  readonly storage: Storage;
  readonly logger: Logger;
  readonly onBlock: (block: ProducedBlock) => void;
}

/** Wires the parts together and starts them. When a part fails to start, those before it are closed again. */
export async function startNode(options: DevOptions, collaborators: NodeCollaborators): Promise<Node> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    return await wire(options, collaborators, { closers, close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function wire(
  options: DevOptions,
  { datadir, storage, logger, onBlock }: NodeCollaborators,
  { closers, close }: { closers: (() => Promise<void>)[]; close: () => Promise<void> },
): Promise<Node> {
  const { blockTime, blocks, keepHistory } = options;
  if (keepHistory !== undefined && !storage.manifest.pruning) {
    const reason = `the storage ${storage.manifest.name} cannot prune; leave the setting out, or take another storage`;
    throw invalidSetting('--keep-history', reason);
  }
  const miner = publicKeysOf(devAccounts, 1)[0]!;
  const signer = options.load > 0 ? fundedLoadSigner(options.loadAccounts, datadir.genesis.allocations) : undefined;

  const executor = createNodeExecutor(options, datadir.path);
  closers.push(() => executor.close());

  const clock = new DevnetClock();
  const chain = await Chain.open({
    storage,
    executor,
    network: networks.devnet,
    genesis: datadir.genesis,
    clock: clock.now,
    // Without a log the chain does not even count.
    ...(logger.isLevelEnabled('debug') ? { log: (counts) => logger.debug(counts, 'merged') } : {}),
  });
  clock.catchUp(chain.head.timestamp);
  const events = new NodeEvents();
  events.on('block', onBlock);
  events.on('block', ({ report, ...block }) => logger.debug({ ...block, executor: report.mode }, 'block'));
  if (keepHistory !== undefined) {
    const pruner = new HistoryPruner(keepHistory, { chain, storage, logger });
    events.on('block', () => pruner.wake());
    closers.push(() => pruner.close());
  }
  const mempool = new Mempool(defaultMempoolLimits, {
    chain,
    executor,
    listener: {
      added: (entry) => events.emit('transactionAdded', entry),
      left: (entry, reason) => events.emit('transactionLeft', entry, reason),
    },
  });
  const leftTransactions = new LeftTransactions();
  leftTransactions.follow(events);
  if (storage.manifest.persistent) {
    const file = new MempoolFile(datadir.path, { mempool, events, logger });
    await file.restore();
    closers.push(async () => file.close());
  }

  const watch = new EventLoopWatch();
  closers.push(async () => watch.close());
  const health = new NodeHealth({ storage, executor, watch });

  const load = signer === undefined ? undefined : new LoadGenerator(options.load, signer, { storage, mempool });

  const executions = new KeptExecutions({ clock: clock.now });
  const reportBlock: OnBlock = (block, committed) => {
    executions.keep(committed);
    events.emit('block', block);
  };
  const producer = new BlockProducer(
    { blockTime, miner, ...(blocks === undefined ? {} : { blocks }) },
    { chain, mempool, onBlock: reportBlock, ...(load === undefined ? {} : { load }) },
  );

  const submit = async (wire: Uint8Array): Promise<MempoolEntry> => {
    try {
      const entry = await mempool.add(wire);
      producer.wake();
      return entry;
    } catch (error) {
      leftTransactions.refused(error);
      throw error;
    }
  };
  const { network } = chain;
  const controls: NodeControls = {
    production: producer,
    execution: executor,
    clock,
    faucet: new Faucet({
      network,
      keyPair: () => keyPairOf(devAccounts, 0),
      chain,
      storage,
      mempool,
      producer,
      submit,
    }),
    transfers: new TransferSender({
      allocations: datadir.genesis.allocations,
      chain,
      storage,
      mempool,
      producer,
      submit,
    }),
    snapshots: new ChainSnapshots({ chain, storage, mempool, producer, events }),
  };
  let metrics: NodeMetrics | undefined;
  const dispatcher: RpcDispatcher = {
    methods: rpcMethods,
    health,
    ...(options.metricsPort === undefined ? {} : { onCall: (call) => metrics?.called(call) }),
    context: {
      chain,
      storage,
      counts: new ChainCounts(storage),
      executions,
      leftTransactions,
      mempool,
      submit,
      importBlock: (bytes) => producer.between(() => importBlock(bytes, { chain, mempool, onBlock: reportBlock })),
      controls,
    },
    onInternalError: (error) => logger.error({ err: error }, 'a call failed'),
    onFull: (connections) =>
      logger.warn(
        { connections },
        'all RPC connections are taken; each new one closes the connection that has been idle longest',
      ),
  };
  const { host, rpcPort: port, allowOrigin: origins, allowHost: hosts } = options;
  const rpc = await startRpcServer({ host, port, origins, hosts }, dispatcher, events);
  closers.push(() => rpc.close());

  let metricsUrl: string | undefined;
  if (options.metricsPort !== undefined) {
    metrics = new NodeMetrics({
      chain,
      mempool,
      storage,
      executor,
      events,
      isParallel: () => executor.settings.executor !== 'sequential' || executor.settings.testMode,
      connections: () => rpc.connections(),
      build: { version: nodeVersion, network: chain.network.rpcName, storage: storage.manifest.name },
    });
    const server = await startMetricsServer({ host, port: options.metricsPort }, metrics);
    closers.push(() => server.close());
    metricsUrl = server.url;
  }

  return {
    rpcUrl: rpc.url,
    ...(metricsUrl === undefined ? {} : { metricsUrl }),
    controls,
    height: chain.head.height,
    async run(signal) {
      const stop = (): void => {
        health.enter('stopping');
        void rpc.close();
      };
      signal.addEventListener('abort', stop, { once: true });
      health.enter('running');
      try {
        await producer.run(signal);
      } catch (error) {
        health.productionFailed(error);
        throw error;
      }
    },
    close,
  };
}

/** The signer of the load accounts. @throws TOS_INVALID_CONFIG for more accounts than the genesis funds */
function fundedLoadSigner(count: number, allocations: readonly Allocation[]): LoadSigner {
  const signer = new LoadSigner(count);
  const last = signer.accounts[count - 1]!;
  if (allocations.some(({ publicKey }) => compareBytes(publicKey, last) === 0)) return signer;
  const reason = `the genesis of this devnet does not fund ${count} load accounts; take fewer, or start a new --datadir`;
  throw invalidSetting('--load-accounts', reason);
}
