import { createBlock, createBlockHeaderFromRLP } from '@ethereumjs/block';
import { Address } from '@ethereumjs/util';
import { encodeReceipt, type PostByzantiumTxReceipt } from '@ethereumjs/vm';
import type { Task, TaskExecutor, TaskScope, TaskValue } from '@tos/tasks';
import { accessOf } from './access-set.ts';
import { decodeEvmOutput, encodeEvmInput } from './evm-message.ts';
import { EvmState } from './evm-state.ts';
import { createEthereum, createMachine, readTransaction, runTransaction } from './evm-tasks.ts';
import type { EvmBlock } from './make-block.ts';
import { readFields } from './transaction-fields.ts';

// Rough costs of tasks in relation to one another: recovering a signature takes four times as long as a call of a small contract.
const COST = { recover: 4, run: 1 };

/** The outcome of a block. */
export interface BlockRun {
  /** RLP of each receipt. */
  readonly receipts: readonly Uint8Array[];
  readonly state: ReadonlyMap<string, TaskValue>;
}

/** Runs a block by EthereumJS alone: one transaction after the other, on one virtual machine over one state. */
export async function runAlone(block: EvmBlock, knowsSenders: boolean): Promise<BlockRun> {
  const common = createEthereum();
  const values = new Map(block.state);
  const state = new EvmState(new MapScope(values));
  const vm = await createMachine(common, state);
  const here = createBlock({ header: createBlockHeaderFromRLP(block.header, { common }) }, { common });
  const receipts: Uint8Array[] = [];
  let gasUsed = 0n;
  for (const [i, bytes] of block.transactions.entries()) {
    const tx = readTransaction(bytes, common, knowsSenders ? block.senders[i]?.bytes : undefined);
    const { totalGasSpent, receipt } = await runTransaction(vm, tx, here);
    gasUsed += totalGasSpent;
    receipts.push(encodeReceipt({ ...receipt, cumulativeBlockGasUsed: gasUsed }, tx.type));
  }
  state.flush();
  return { receipts, state: values };
}

/**
 * Runs a block as tasks. First tasks recover the senders, unless they are known: access sets need the senders, and recovering needs no state.
 * Then tasks run the transactions. The gas that earlier transactions used is added to the receipts here, in order.
 */
export async function runAsTasks(block: EvmBlock, knowsSenders: boolean, executor: TaskExecutor): Promise<BlockRun> {
  const senders = knowsSenders ? block.senders : await recoverSenders(block.transactions, executor);
  const types: (0 | 1 | 2)[] = [];
  const tasks = block.transactions.map((transaction, i): Task => {
    const fields = readFields(transaction);
    types.push(fields.type);
    const sender = senders[i]!;
    const { access, addedTo } = accessOf(fields, sender.toString(), block.coinbase.toString(), block.state);
    const input = encodeEvmInput({ kind: 'run', header: block.header, sender: sender.bytes, transaction, addedTo });
    return { input, access, cost: COST.run };
  });
  const { results, changes } = await executor.run(tasks, { state: block.state });
  let gasUsed = 0n;
  const receipts = results.map((result, i) => {
    if (!result.ok) throw new Error(`transaction ${i}: ${result.error.message}`);
    const { status, bloom, logs, gasUsed: own } = decodeEvmOutput(result.output);
    gasUsed += own;
    const receipt: PostByzantiumTxReceipt = { status, cumulativeBlockGasUsed: gasUsed, bitvector: bloom, logs };
    return encodeReceipt(receipt, types[i] ?? 0);
  });
  const state = new Map(block.state);
  for (const [key, value] of changes) {
    if (value === undefined) state.delete(key);
    else state.set(key, value);
  }
  return { receipts, state };
}

async function recoverSenders(transactions: readonly Uint8Array[], executor: TaskExecutor): Promise<Address[]> {
  const tasks = transactions.map(
    (transaction): Task => ({
      input: encodeEvmInput({ kind: 'recover', transaction }),
      access: {},
      cost: COST.recover,
    }),
  );
  const { results } = await executor.run(tasks, { state: new Map() });
  return results.map((result, i) => {
    if (!result.ok) throw new Error(`sender of transaction ${i}: ${result.error.message}`);
    return new Address(result.output);
  });
}

/** A scope over a whole state. */
class MapScope implements TaskScope {
  readonly #values: Map<string, TaskValue>;

  constructor(values: Map<string, TaskValue>) {
    this.#values = values;
  }

  get(key: string): TaskValue | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: TaskValue): void {
    this.#values.set(key, value);
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  add(): void {
    throw new Error('A balance was added to without being read: alone, every balance is known.');
  }
}
