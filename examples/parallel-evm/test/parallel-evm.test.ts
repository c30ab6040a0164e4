import { createBlock, createBlockHeaderFromRLP } from '@ethereumjs/block';
import { SimpleStateManager } from '@ethereumjs/statemanager';
import { createTxFromRLP } from '@ethereumjs/tx';
import { Account, Address, bytesToHex, hexToBytes } from '@ethereumjs/util';
import { createVM, encodeReceipt, runTx } from '@ethereumjs/vm';
import { createTaskExecutor, type TaskExecutor, type TaskScope, type TaskValue } from '@tos/tasks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EvmState } from '../src/evm-state.ts';
import { createEthereum } from '../src/evm-tasks.ts';
import { type BlockShape, type EvmBlock, makeBlock } from '../src/make-block.ts';
import { type BlockRun, runAlone, runAsTasks } from '../src/run-block.ts';
import { decodeAccount } from '../src/state-keys.ts';

const MODULE = new URL('../dist/evm-tasks.js', import.meta.url);
const none = { transfers: 0, tokenTransfers: 0, swaps: 0, accounts: 8, tokens: 1, pools: 1 };
const shapes: [name: string, shape: BlockShape][] = [
  ['transfers among few', { ...none, transfers: 24, accounts: 4 }],
  ['one token', { ...none, tokenTransfers: 24 }],
  ['one pool', { ...none, swaps: 20 }],
  ['everything', { transfers: 16, tokenTransfers: 24, swaps: 12, accounts: 20, tokens: 2, pools: 3 }],
];

let executor: TaskExecutor;
beforeAll(() => {
  executor = createTaskExecutor({ workerModule: MODULE, workers: 2, setting: 'parallel' });
});
afterAll(() => executor.close());

/** The block run by EthereumJS with its own state manager and nothing of ours; its state is read back by our keys. */
async function runStock(block: EvmBlock): Promise<BlockRun> {
  const common = createEthereum();
  const manager = new SimpleStateManager({ common });
  const named = [...block.state].map(([key, value]) => ({ key, value, words: key.split(' ') }));
  const address = (text = ''): Address => new Address(hexToBytes(`0x${text.slice(2)}`));
  const bytes = (value: TaskValue): Uint8Array => (typeof value === 'bigint' ? new Uint8Array(0) : value);
  for (const { value, words } of named.filter(({ words }) => words[0] === 'account')) {
    const balance = block.state.get(`balance ${words[1]}`);
    await manager.putAccount(
      address(words[1]),
      decodeAccount(bytes(value), typeof balance === 'bigint' ? balance : 0n),
    );
  }
  for (const { value, words } of named) {
    if (words[0] === 'code') await manager.putCode(address(words[1]), bytes(value));
    if (words[0] === 'slot')
      await manager.putStorage(address(words[1]), hexToBytes(`0x${words[2]?.slice(2)}`), bytes(value));
  }
  const vm = await createVM({ common, stateManager: manager });
  const here = createBlock({ header: createBlockHeaderFromRLP(block.header, { common }) }, { common });
  const receipts: Uint8Array[] = [];
  let blockGasUsed = 0n;
  for (const transaction of block.transactions) {
    const tx = createTxFromRLP(transaction, { common });
    const { receipt, totalGasSpent } = await runTx(vm, {
      tx,
      block: here,
      blockGasUsed,
      skipBlockGasLimitValidation: true,
    });
    blockGasUsed += totalGasSpent;
    receipts.push(encodeReceipt(receipt, tx.type));
  }
  const state = new Map<string, TaskValue>();
  for (const { key, words } of named) {
    const account = await manager.getAccount(address(words[1]));
    if (words[0] === 'balance') state.set(key, account?.balance ?? 0n);
    if (words[0] === 'account') state.set(key, account?.nonce ?? 0n);
    if (words[0] === 'slot')
      state.set(key, await manager.getStorage(address(words[1]), hexToBytes(`0x${words[2]?.slice(2)}`)));
  }
  return { receipts, state };
}

const hex = (receipts: readonly Uint8Array[]): string[] => receipts.map((receipt) => bytesToHex(receipt));

const show = (state: ReadonlyMap<string, TaskValue>): string[] =>
  [...state].map(([key, value]) => `${key}: ${typeof value === 'bigint' ? value : bytesToHex(value)}`).sort();

describe.each(shapes)('%s', (_, shape) => {
  test.each([1, 2])(
    'on threads, alone, and as EthereumJS comes: the same receipts and state, seed %i',
    async (seed) => {
      const block = makeBlock(shape, seed);
      const alone = await runAlone(block, false);
      const threads = await runAsTasks(block, false, executor);
      expect(hex(threads.receipts)).toEqual(hex(alone.receipts));
      expect(show(threads.state)).toEqual(show(alone.state));
      const stock = await runStock(block);
      expect(hex(alone.receipts)).toEqual(hex(stock.receipts));
      for (const [key, value] of stock.state) {
        const own = alone.state.get(key);
        if (key.startsWith('account')) expect(decodeAccount(own as Uint8Array, 0n).nonce, key).toBe(value);
        else if (typeof value === 'bigint') expect(own, key).toBe(value);
        else expect(own === undefined ? '0x' : bytesToHex(own as Uint8Array), key).toBe(bytesToHex(value));
      }
    },
  );
});

test('known senders change nothing', async () => {
  const block = makeBlock({ ...none, transfers: 8, tokenTransfers: 8 }, 3);
  const [known, recovered] = [await runAsTasks(block, true, executor), await runAsTasks(block, false, executor)];
  expect(hex(known.receipts)).toEqual(hex(recovered.receipts));
  expect(show(known.state)).toEqual(show(recovered.state));
});

test('a contract that looks at the balance of who gets the fees, without having declared it, is refused', async () => {
  const asked: string[] = [];
  const scope: TaskScope = {
    get(key) {
      asked.push(key);
      if (key.startsWith('balance')) throw new Error('refused');
      return new Uint8Array(40);
    },
    set() {},
    delete() {},
    add() {},
  };
  const state = new EvmState(scope);
  const coinbase = new Address(new Uint8Array(20).fill(0xfe));
  state.attach(scope, new Set([coinbase.toString()]), coinbase.toString());
  expect((await state.getAccount(coinbase)) instanceof Account).toBe(true);
  state.isRunning = true;
  await expect(state.getAccount(coinbase)).rejects.toThrow('refused');
});
