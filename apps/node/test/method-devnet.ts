import { Chain, createDevnetGenesis, defaultMempoolLimits, Mempool } from '@tos/chain';
import { type BlockExecutor, createBlockExecutor } from '@tos/executor';
import { COIN, type ExactJson, type ExactJsonInput, networks, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { createMemoryStorage, type Storage } from '@tos/state';
import { decodeBatch } from '@tos/transaction';
import { expect, onTestFinished } from 'vitest';
import { START } from '../../../packages/chain/test/devnet.ts';
import { accounts, VERIFIER, wireWith } from '../../../packages/chain/test/injected-devnet.ts';
import { importBlock } from '../src/blocks/import-block.ts';
import type { OnBlock } from '../src/blocks/produced-block.ts';
import { KeptExecutions } from '../src/executions/kept-executions.ts';
import { LeftTransactions } from '../src/mempool/left-transactions.ts';
import { ChainCounts } from '../src/rpc/counts/chain-counts.ts';
import { type ErrorJson, errorDataJson } from '../src/rpc/errors/error-json.ts';
import { RpcError, toRpcError } from '../src/rpc/errors/rpc-error.ts';
import type { RpcContext } from '../src/rpc/method/rpc-context.ts';
import { rpcMethods } from '../src/rpc/methods/rpc-methods.ts';
import { stoppingControls } from './stopping-controls.ts';

/** A chain in memory, and the methods of a node over it. Nobody signs: transactions are of `wireWith`. */
export interface MethodDevnet {
  readonly chain: Chain;
  readonly storage: Storage;
  readonly executor: BlockExecutor;
  readonly mempool: Mempool;
  readonly leftTransactions: LeftTransactions;
  /** Heights of the blocks that were imported. */
  readonly reported: readonly number[];
  /** The result of a call, which its schema describes. */
  call(method: string, params?: ExactJsonInput): Promise<ExactJson>;
  /** The error of a call. */
  refusal(method: string, params?: ExactJsonInput): Promise<ErrorJson>;
  /** Makes a block of these transactions, which all find their place in it, and returns its hash. */
  block(wires?: readonly Uint8Array[]): Promise<Uint8Array>;
  blocks(count: number): Promise<void>;
}

const MINER = accounts[6]!;
const genesis = createDevnetGenesis({
  allocations: accounts.slice(0, 5).map((publicKey) => ({ publicKey, amount: 1_000_000n * COIN })),
  timestamp: START,
  salt: new Uint8Array(32).fill(11),
});

export async function openMethodDevnet(): Promise<MethodDevnet> {
  const storage = createMemoryStorage();
  await storage.open();
  const executor = createBlockExecutor({ setting: 'sequential', verifierModule: VERIFIER });
  onTestFinished(() => executor.close());
  // Behind the blocks' own time, and moving with each reading, so that two blocks never have one timestamp.
  let now = START;
  const clock = (): number => ++now;
  const chain = await Chain.open({ storage, executor, network: networks.devnet, genesis, clock });
  const mempool = new Mempool(defaultMempoolLimits, { chain, executor, clock: () => START });
  const reported: number[] = [];
  const executions = new KeptExecutions({ clock });
  const onBlock: OnBlock = ({ height }, committed) => {
    executions.keep(committed);
    reported.push(height);
  };
  const leftTransactions = new LeftTransactions();
  const context: RpcContext = {
    chain,
    storage,
    counts: new ChainCounts(storage),
    executions,
    leftTransactions,
    mempool,
    submit: (wire) => mempool.add(wire),
    importBlock: (bytes) => importBlock(bytes, { chain, mempool, onBlock }),
    controls: stoppingControls,
  };
  const answer = async (name: string, params?: ExactJsonInput): Promise<ExactJsonInput> => {
    const method = rpcMethods.get(name)!;
    const result = await method.call(params === undefined ? undefined : asRead(params), context, null);
    expect(method.result.parse(result)).toEqual(result);
    return result;
  };
  const block: MethodDevnet['block'] = async (wires = []) => {
    const produced = await chain.produceBlock({ candidates: decodeBatch(wires), miner: MINER });
    expect(produced.leftOut).toEqual([]);
    executions.keep(produced);
    mempool.afterBlock(produced.transactions);
    return produced.hash;
  };
  return {
    chain,
    storage,
    executor,
    mempool,
    leftTransactions,
    reported,
    call: async (method, params) => asRead(await answer(method, params)),
    async refusal(method, params) {
      const error = await answer(method, params).then(
        (result) => new Error(`a result: ${stringifyExactJson(result)}`),
        toRpcError,
      );
      if (!(error instanceof RpcError)) throw error;
      const json = error.toJson();
      errorDataJson.parse(json.data);
      return json;
    },
    block,
    async blocks(count) {
      for (let i = 0; i < count; i++) await block();
    },
  };
}

/** JSON as a client reads it: every integer is a bigint. */
export function asRead(json: ExactJsonInput): ExactJson {
  return parseExactJson(stringifyExactJson(json));
}

/** A transaction of account `from`, which refers to the head. */
export function wireAtHead(
  { chain }: Pick<MethodDevnet, 'chain'>,
  transaction: Parameters<typeof wireWith>[0],
): Uint8Array {
  return wireWith(transaction, chain.head);
}
