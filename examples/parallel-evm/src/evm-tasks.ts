// The worker module, by EthereumJS as it comes from npm: a task recovers the sender of a transaction, or runs the transaction by `runTx`.
import { type Block, createBlock, createBlockHeaderFromRLP } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import { Address } from '@ethereumjs/util';
import { createVM, type RunTxResult, runTx, type VM } from '@ethereumjs/vm';
import type { TaskScope } from '@tos/tasks';
import { decodeEvmInput, encodeEvmOutput } from './evm-message.ts';
import { EvmState } from './evm-state.ts';

export function createEthereum(): Common {
  return new Common({ chain: Mainnet, hardfork: Hardfork.Prague });
}

export async function createMachine(common: Common, state: EvmState): Promise<VM> {
  const vm = await createVM({ common, stateManager: state });
  let depth = 0;
  const begin = (): void => {
    state.isRunning = ++depth > 0;
  };
  const end = (): void => {
    state.isRunning = --depth > 0;
  };
  vm.evm.events?.on('beforeMessage', begin);
  vm.evm.events?.on('afterMessage', end);
  return vm;
}

/** Makes a signed transaction from its bytes. @param sender where known, so that it need not be recovered from the signature */
export function readTransaction(bytes: Uint8Array, common: Common, sender: Uint8Array | undefined): TypedTransaction {
  const tx = createTxFromRLP(bytes, { common, freeze: false });
  if (sender !== undefined) tx.getSenderAddress = () => new Address(sender);
  return tx;
}

export function runTransaction(vm: VM, tx: TypedTransaction, block: Block): Promise<RunTxResult> {
  return runTx(vm, { tx, block, skipBlockGasLimitValidation: true, skipHardForkValidation: true });
}

interface Machine {
  readonly vm: VM;
  readonly state: EvmState;
  readonly common: Common;
  header: Uint8Array;
  block: Block;
}

let machine: Promise<Machine> | undefined;

async function startMachine(scope: TaskScope): Promise<Machine> {
  const common = createEthereum();
  const state = new EvmState(scope);
  return {
    vm: await createMachine(common, state),
    state,
    common,
    header: new Uint8Array(0),
    block: createBlock({}, { common }),
  };
}

/** Returns the address of who has signed a transaction, or the receipt of running it. Each input has the header of the block, which is decoded once. */
export async function runTask(input: Uint8Array, scope: TaskScope): Promise<Uint8Array> {
  machine ??= startMachine(scope);
  const here = await machine;
  const message = decodeEvmInput(input);
  if (message.kind === 'recover')
    return readTransaction(message.transaction, here.common, undefined).getSenderAddress().bytes;
  const { header, sender, transaction, addedTo } = message;
  if (Buffer.compare(here.header, header) !== 0) {
    const decoded = createBlockHeaderFromRLP(header, { common: here.common });
    here.block = createBlock({ header: decoded }, { common: here.common });
    here.header = header;
  }
  here.state.attach(scope, new Set(addedTo), here.block.header.coinbase.toString());
  const result = await runTransaction(here.vm, readTransaction(transaction, here.common, sender), here.block);
  here.state.flush();
  return encodeEvmOutput(result);
}
