import { createBlockHeader } from '@ethereumjs/block';
import { createFeeMarket1559Tx, type FeeMarket1559Tx } from '@ethereumjs/tx';
import { Account, Address, bigIntToBytes, createAddressFromPrivateKey, setLengthLeft } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { TaskValue } from '@tos/tasks';
import { accessOf, mappedSlot, POOL_CODE, slot, swapData, TOKEN_CODE, transferData, word } from './contracts.ts';
import { createEthereum } from './evm-tasks.ts';
import { accountKey, balanceKey, codeKey, encodeAccount, storageKey } from './state-keys.ts';

/** How many transactions of each kind a block has, and how many accounts and pools they use. */
export interface BlockShape {
  readonly transfers: number;
  readonly tokenTransfers: number;
  readonly swaps: number;
  readonly accounts: number;
  readonly tokens: number;
  readonly pools: number;
}

export interface EvmBlock {
  /** RLP of the header. */
  readonly header: Uint8Array;
  readonly coinbase: Address;
  /** Signed transactions, as nodes send them, and who has signed each. */
  readonly transactions: readonly Uint8Array[];
  readonly senders: readonly Address[];
  /** The state before the block. */
  readonly state: ReadonlyMap<string, TaskValue>;
}

const ETHER = 10n ** 18n;
const GAS = { transfer: 21_000n, token: 120_000n, swap: 200_000n };
const MAX_FEE = 20n * 10n ** 9n;

/** Makes a block. The seed decides the order of the kinds; all accounts send in turn. */
export function makeBlock(shape: BlockShape, seed: number): EvmBlock {
  const random = generator(seed);
  const common = createEthereum();
  const keys = Array.from({ length: shape.accounts }, (_, i) => setLengthLeft(bigIntToBytes(BigInt(i + 1)), 32));
  const accounts = keys.map((key) => createAddressFromPrivateKey(key));
  const tokens = contracts(1, shape.tokens);
  const pools = contracts(2, shape.pools);
  const coinbase = new Address(new Uint8Array(20).fill(0xfe));
  const state = new Map<string, TaskValue>();
  for (const account of [...accounts, coinbase]) putAccount(state, account, new Account(0n, 100n * ETHER));
  for (const token of tokens) {
    putContract(state, token, TOKEN_CODE);
    for (const account of accounts)
      state.set(storageKey(token.toString(), mappedSlot(account, 0)), strip(word(1_000_000n)));
  }
  for (const pool of pools) {
    putContract(state, pool, POOL_CODE);
    for (const reserve of [0, 1]) state.set(storageKey(pool.toString(), slot(reserve)), strip(word(10n ** 12n)));
    for (const account of accounts)
      state.set(storageKey(pool.toString(), mappedSlot(account, 2)), strip(word(1_000_000n)));
  }

  const kinds = shuffle(
    [
      ...Array<'transfer'>(shape.transfers).fill('transfer'),
      ...Array<'token'>(shape.tokenTransfers).fill('token'),
      ...Array<'swap'>(shape.swaps).fill('swap'),
    ],
    random,
  );
  const nonces = accounts.map(() => 0n);
  const senders: Address[] = [];
  const transactions = kinds.map((kind, i) => {
    const from = i % accounts.length;
    const sender = accounts[from]!;
    const receiver = accounts[random(accounts.length)]!;
    const amount = BigInt(1 + random(1000));
    const call = {
      transfer: () => transfer(receiver, amount),
      token: () => tokenTransfer(tokens[random(tokens.length)]!, sender, receiver, amount),
      swap: () => swap(pools[random(pools.length)]!, sender, amount),
    };
    const fees = { maxFeePerGas: MAX_FEE, maxPriorityFeePerGas: BigInt(1 + random(9)) * 10n ** 8n };
    senders.push(sender);
    const tx: FeeMarket1559Tx = createFeeMarket1559Tx(
      { ...call[kind](), ...fees, nonce: nonces[from]!++, chainId: 1n },
      { common },
    );
    return tx.sign(keys[from]!).serialize();
  });
  const header = createBlockHeader(
    { number: 22_500_000n, timestamp: 1_750_000_000n, gasLimit: 2n ** 40n, baseFeePerGas: 10n ** 9n, coinbase },
    { common },
  );
  return { header: header.serialize(), coinbase, transactions, senders, state };
}

type Call = Parameters<typeof createFeeMarket1559Tx>[0];

function transfer(to: Address, value: bigint): Call {
  return { to, value, gasLimit: GAS.transfer };
}

function tokenTransfer(token: Address, from: Address, to: Address, amount: bigint): Call {
  const accessList = [accessOf(token, [mappedSlot(from, 0), mappedSlot(to, 0)])];
  return { to: token, data: transferData(to, amount), gasLimit: GAS.token, accessList };
}

function swap(pool: Address, from: Address, amount: bigint): Call {
  const accessList = [accessOf(pool, [slot(0), slot(1), mappedSlot(from, 2), mappedSlot(from, 3)])];
  return { to: pool, data: swapData(amount), gasLimit: GAS.swap, accessList };
}

function contracts(kind: number, count: number): Address[] {
  return Array.from(
    { length: count },
    (_, i) =>
      new Address(
        new Uint8Array(20)
          .fill(kind)
          .with(18, i >> 8)
          .with(19, i & 0xff),
      ),
  );
}

function putAccount(state: Map<string, TaskValue>, address: Address, account: Account): void {
  state.set(accountKey(address.toString()), encodeAccount(account));
  state.set(balanceKey(address.toString()), account.balance);
}

function putContract(state: Map<string, TaskValue>, address: Address, code: Uint8Array): void {
  state.set(accountKey(address.toString()), encodeAccount(new Account(1n, 0n, undefined, keccak_256(code))));
  state.set(codeKey(address.toString()), code);
}

/** Returns a word as the virtual machine stores it: without leading zeros. */
function strip(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

/** Returns a function that draws numbers below a bound. Equal seeds give equal numbers. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

function shuffle<T>(items: T[], random: (below: number) => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
