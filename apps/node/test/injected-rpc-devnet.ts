import { defaultMempoolLimits, Mempool } from '@tos/chain';
import { bytesToHex, encodeAddress } from '@tos/crypto';
import { type ExactJson, type ExactJsonInput, networks, parseExactJson, stringifyExactJson } from '@tos/protocol';
import { decodeU64Record, nonceRef } from '@tos/state';
import { decodeBatch, type Payload, transactionHash } from '@tos/transaction';
import { accounts, openInjectedDevnet, wireWith } from '../../../packages/chain/test/injected-devnet.ts';
import { KeptExecutions } from '../src/executions/kept-executions.ts';
import { LeftTransactions } from '../src/mempool/left-transactions.ts';
import { answerBody, type RpcDispatcher } from '../src/rpc/answer/answer-body.ts';
import { ChainCounts } from '../src/rpc/counts/chain-counts.ts';
import type { RpcMethod } from '../src/rpc/method/define-method.ts';
import type { RpcContext } from '../src/rpc/method/rpc-context.ts';
import { rpcMethods } from '../src/rpc/methods/rpc-methods.ts';
import { stoppingControls } from './stopping-controls.ts';

/** The addresses of the injected devnet's accounts. */
export const addresses: readonly string[] = accounts.map((key) => encodeAddress(key, networks.devnet));

/** The error of a call, as it stands in the answer. */
export interface AnsweredError {
  readonly code: bigint;
  readonly message: string;
  readonly data?: { readonly [name: string]: ExactJson };
}

/** A transaction of a test's block: who sends what. The nonce is the next one. */
export interface Sending {
  readonly from: number;
  readonly payload: Payload;
  /** Atomic units; enough for a transfer when absent. */
  readonly fee?: bigint;
  /** Ids of the multisig participants who sign too. */
  readonly coSigners?: readonly number[];
}

/** Every method, whose results are checked against their schemas as they go out. */
export const checkedMethods: ReadonlyMap<string, RpcMethod> = new Map(
  [...rpcMethods.values()].map((method) => [
    method.name,
    {
      ...method,
      async call(...args: Parameters<RpcMethod['call']>) {
        const result = await method.call(...args);
        method.result.parse(result);
        return result;
      },
    },
  ]),
);

type Devnet = Awaited<ReturnType<typeof openInjectedDevnet>>;

/** A devnet on a memory storage whose transactions cost microseconds, with the methods over it. */
export class InjectedRpcDevnet {
  readonly chain: Devnet['chain'];
  readonly storage: Devnet['storage'];
  readonly context: RpcContext;
  readonly #nonces = new Map<number, bigint>();
  readonly #executions = new KeptExecutions();

  private constructor({ chain, storage, executor }: Devnet) {
    const mempool = new Mempool(defaultMempoolLimits, { chain, executor });
    this.chain = chain;
    this.storage = storage;
    this.context = {
      chain,
      storage,
      counts: new ChainCounts(storage),
      executions: this.#executions,
      leftTransactions: new LeftTransactions(),
      mempool,
      submit: (wire) => mempool.add(wire),
      importBlock: async (bytes) => {
        await chain.importBlock(bytes);
      },
      controls: stoppingControls,
    };
  }

  static async open(storage?: Devnet['storage']): Promise<InjectedRpcDevnet> {
    return new InjectedRpcDevnet(await openInjectedDevnet(storage));
  }

  /** Makes a block of these transactions, all of which must be valid. @param miner index of the account @returns their hashes in hex */
  async block(sendings: readonly Sending[] = [], miner = 4): Promise<string[]> {
    const wires = sendings.map(({ from, ...rest }) => {
      const nonce = this.#nonces.get(from) ?? 0n;
      this.#nonces.set(from, nonce + 1n);
      return wireWith({ from, ...rest, nonce }, this.chain.head);
    });
    const block = await this.chain.produceBlock({ candidates: decodeBatch(wires), miner: accounts[miner]! });
    const { leftOut } = block;
    this.#executions.keep(block);
    if (leftOut.length > 0) throw new Error(`${leftOut.length} transactions were left out`);
    return wires.map((wire) => bytesToHex(transactionHash(wire)));
  }

  /** Undoes the newest blocks, as many as there are of these. */
  async rollback(blocks: number): Promise<void> {
    const target = Math.max(0, this.chain.head.topoheight - blocks);
    await this.chain.rollbackTo(target, { belowStable: true });
    for (const from of accounts.keys()) {
      const [version] = await this.storage.readMany([nonceRef(accounts[from]!)]);
      this.#nonces.set(from, version?.value == null ? 0n : decodeU64Record(version.value));
    }
  }

  get dispatcher(): RpcDispatcher {
    return {
      methods: checkedMethods,
      context: this.context,
      onInternalError: (error) => {
        throw error;
      },
      health: { reasons: async () => [] },
      onFull: () => undefined,
    };
  }

  /** The result of a call, through JSON both ways: its integers are bigints. @throws AnsweredError */
  async call(method: string, params?: ExactJsonInput): Promise<ExactJson> {
    const body = stringifyExactJson({ jsonrpc: '2.0', id: 1, method, params });
    const answer = parseExactJson(await answerBody(body, this.dispatcher)) as {
      readonly result?: ExactJson;
      readonly error?: AnsweredError;
    };
    if (answer.error !== undefined) throw answer.error;
    return answer.result!;
  }
}

export function transfers(to: number, amount: bigint, asset: Uint8Array = new Uint8Array(32)): Payload {
  return { type: 'transfers', transfers: [{ asset, destination: accounts[to]!, amount, extraData: null }] };
}
