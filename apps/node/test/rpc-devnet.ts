import {
  Chain,
  createDevnetGenesis,
  defaultMempoolLimits,
  type Genesis,
  Mempool,
  type MempoolListener,
} from '@tos/chain';
import { createKeyPair, type KeyPair } from '@tos/crypto';
import { createBlockExecutor } from '@tos/executor';
import { networks } from '@tos/protocol';
import { createMemoryStorage, NATIVE_ASSET, type Storage } from '@tos/state';
import { buildTransaction, decodeBatch, encodeTransaction, type UnsignedTransaction } from '@tos/transaction';
import { importBlock } from '../src/blocks/import-block.ts';
import type { OnBlock } from '../src/blocks/produced-block.ts';
import { NodeEvents } from '../src/events/node-events.ts';
import { KeptExecutions } from '../src/executions/kept-executions.ts';
import { LeftTransactions } from '../src/mempool/left-transactions.ts';
import type { RpcDispatcher } from '../src/rpc/answer/answer-body.ts';
import { ChainCounts } from '../src/rpc/counts/chain-counts.ts';
import { type RpcServer, startRpcServer } from '../src/rpc/http/rpc-server.ts';
import type { RpcMethod } from '../src/rpc/method/define-method.ts';
import { rpcMethods } from '../src/rpc/methods/rpc-methods.ts';
import { stoppingControls } from './stopping-controls.ts';

const START = 1_700_000_000_000;

function keyPair(seed: number): KeyPair {
  return createKeyPair(Uint8Array.of(seed, ...new Uint8Array(31)));
}

export const alice: KeyPair = keyPair(2);
export const bob: KeyPair = keyPair(3);

const genesis: Genesis = createDevnetGenesis({
  allocations: [{ publicKey: alice.publicKey, amount: 1_000_000_000_000n }],
  timestamp: START,
  salt: new Uint8Array(32).fill(7),
});

/** A chain and its RPC server in this process, where the test makes the blocks. */
export interface RpcDevnet {
  readonly chain: Chain;
  readonly storage: Storage;
  readonly mempool: Mempool;
  readonly events: NodeEvents;
  readonly dispatcher: RpcDispatcher;
  readonly internal: unknown[];
  readonly server: RpcServer;
  /** A signed transaction of Alice. */
  sign(nonce: bigint, payload?: UnsignedTransaction['payload']): Uint8Array;
  /** Makes a block of these transactions, and reports it. @returns its hash */
  produce(...wires: Uint8Array[]): Promise<Uint8Array>;
  rollbackTo(topoheight: number): Promise<void>;
  /** Puts a transaction into the mempool, which reports it. */
  submit(wire: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param storage a new one in memory when absent
 * @param methods besides those of the node
 */
export async function openRpcDevnet(
  storage: Storage = createMemoryStorage(),
  methods: readonly RpcMethod[] = [],
): Promise<RpcDevnet> {
  if (storage.status === 'closed') await storage.open();
  const executor = createBlockExecutor({ setting: 'sequential' });
  const head = (await storage.metadata())?.head.topoheight ?? 0;
  let now = START + 1000 * head;
  const clock = (): number => {
    now += 1000;
    return now;
  };
  const chain = await Chain.open({ network: networks.devnet, genesis, clock, executor, storage });
  const events = new NodeEvents();
  const listener: MempoolListener = {
    added: (entry) => events.emit('transactionAdded', entry),
    left: (entry, reason) => events.emit('transactionLeft', entry, reason),
  };
  const mempool = new Mempool(defaultMempoolLimits, { chain, executor, clock, listener });
  const internal: unknown[] = [];
  const submit = (wire: Uint8Array) => mempool.add(wire);
  const executions = new KeptExecutions({ clock });
  const reportBlock: OnBlock = (block, committed) => {
    executions.keep(committed);
    events.emit('block', block);
  };
  const dispatcher: RpcDispatcher = {
    methods: new Map([...rpcMethods, ...methods.map((method) => [method.name, method] as const)]),
    health: { reasons: async () => [] },
    context: {
      chain,
      storage,
      counts: new ChainCounts(storage),
      executions,
      leftTransactions: new LeftTransactions(),
      mempool,
      submit,
      importBlock: (bytes) => importBlock(bytes, { chain, mempool, onBlock: reportBlock }),
      controls: stoppingControls,
    },
    onInternalError: (error) => internal.push(error),
    onFull: () => undefined,
  };
  const server = await startRpcServer({ port: 0 }, dispatcher, events);
  return {
    chain,
    storage,
    mempool,
    events,
    dispatcher,
    internal,
    server,
    sign(nonce, payload = transferTo(bob)) {
      const { hash, topoheight } = chain.head;
      return encodeTransaction(
        buildTransaction({
          network: networks.devnet,
          keyPair: alice,
          payload,
          nonce,
          reference: { hash, topoheight: BigInt(topoheight) },
        }),
      );
    },
    async produce(...wires) {
      const block = await chain.produceBlock({ candidates: decodeBatch(wires), miner: bob.publicKey });
      mempool.afterBlock(block.transactions, block.leftOut);
      const { height, commitMs, report, leftOut } = block;
      const transactions = block.transactions.count;
      reportBlock({ height, transactions, leftOut: leftOut.length, elapsedMs: 0, commitMs, report }, block);
      return block.hash;
    },
    async rollbackTo(topoheight) {
      const from = chain.head;
      await chain.rollbackTo(topoheight, { belowStable: true });
      events.emit('rollback', { from, to: chain.head });
    },
    async submit(wire) {
      await submit(wire);
    },
    async close() {
      await server.close();
      await executor.close();
    },
  };
}

function transferTo({ publicKey }: KeyPair): UnsignedTransaction['payload'] {
  return {
    type: 'transfers',
    transfers: [{ asset: NATIVE_ASSET, destination: publicKey, amount: 1n, extraData: null }],
  };
}
