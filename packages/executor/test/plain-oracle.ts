import { bytesToHex } from '@noble/hashes/utils.js';
import { MAX_EXTRA_DATA_OUTPUT, MAX_EXTRA_DATA_TOTAL, U64_MAX } from '@tos/protocol';
import { encodeTransaction, type Transaction } from '@tos/transaction';

// The rules of transfers and burn once more, as a person would write them down: objects, bigints, a Map, and a copy of the whole
// world before each transaction. It shares no code with rules, overlay, scheduling or dispatch.

interface Coins {
  amount: bigint;
  credited: boolean;
  debited: boolean;
  output: bigint;
}

export interface World {
  nonces: Map<string, bigint>;
  /** By account, then asset (hex of 32 bytes). */
  coins: Map<string, Map<string, Coins>>;
  multisig: Map<string, { threshold: number; participants: string[] }>;
  burned: bigint;
  fees: bigint;
}

export interface OracleBlock {
  transactions: readonly Transaction[];
  chainId: number;
  signatureIsGood(signature: Uint8Array): boolean;
  referenceIsGood(transaction: Transaction): boolean;
  /** Credited before the transactions; it also gets the fees. */
  miner: string;
  reward: bigint;
}

const TOS = '00'.repeat(32);

export type OracleOutcome = { refused: { index: number | null; error: number } } | { errors: number[]; world: World };

export function executePlainly(before: World, block: OracleBlock, policy: 'build' | 'validate'): OracleOutcome {
  let world = structuredClone(before);
  const { transactions } = block;
  const source = (tx: Transaction): string => bytesToHex(tx.source);
  if (policy === 'validate') {
    for (const [index, tx] of transactions.entries()) {
      if (!before.nonces.has(source(tx))) return { refused: { index, error: 0x0400 } };
    }
    const next = new Map(before.nonces);
    for (const [index, tx] of transactions.entries()) {
      const expected = next.get(source(tx)) ?? 0n;
      if (tx.nonce !== expected) return { refused: { index, error: tx.nonce < expected ? 0x0110 : 0x0111 } };
      next.set(source(tx), expected + 1n);
    }
  }
  if (!credit(world, block.miner, TOS, block.reward)) return { refused: { index: null, error: 0x0304 } };
  const errors: number[] = [];
  for (const [index, tx] of transactions.entries()) {
    const attempt = structuredClone(world);
    const error = before.nonces.has(source(tx)) ? executeOne(attempt, tx, block) : 0x0400;
    if (error !== 0 && policy === 'validate') return { refused: { index, error } };
    if (error === 0) world = attempt;
    errors.push(error);
  }
  if (!credit(world, block.miner, TOS, world.fees)) return { refused: { index: null, error: 0x0304 } };
  return { errors, world };
}

function executeOne(world: World, tx: Transaction, block: OracleBlock): number {
  const sender = bytesToHex(tx.source);
  const balance = (asset: string): bigint => world.coins.get(sender)?.get(asset)?.amount ?? 0n;
  const outputs = tx.payload.type === 'transfers' ? tx.payload.transfers : [];
  const tosFee = tx.feeType === 0 ? tx.fee : 0n;
  if (tx.feeType === 0 && balance(TOS) < tx.fee) return 0x0301;
  if (tx.feeType === 1 && tx.payload.type !== 'transfers') return 0x0100;
  if (tx.feeType === 1 && tx.fee !== 0n) return 0x0107;
  if (tx.feeType === 2) return 0x0100;
  const kilobytes = Math.ceil(encodeTransaction(tx).length / 1024);
  const minimum = kilobytes * 10_000 + outputs.length * 5_000 + (tx.multisig?.length ?? 0) * 5_000;
  if (tx.feeType === 0 && tx.fee < BigInt(minimum)) return 0x0301;
  if (!block.referenceIsGood(tx)) return 0x0107;
  const nonce = world.nonces.get(sender) ?? 0n;
  if (tx.nonce !== nonce) return tx.nonce < nonce ? 0x0110 : 0x0111;
  if (tx.payload.type === 'burn') {
    if (tx.payload.amount === 0n) return 0x0105;
    if (tx.payload.amount + tx.fee > U64_MAX) return 0x0100;
  }
  let extra = 0;
  for (const output of outputs) {
    if (bytesToHex(output.destination) === sender) return 0x0409;
    const size = output.extraData === null ? 0 : 2 + output.extraData.length;
    if (size > MAX_EXTRA_DATA_OUTPUT) return 0x0107;
    extra += size;
  }
  if (extra > MAX_EXTRA_DATA_TOTAL) return 0x0107;
  if (tx.chainId !== block.chainId) return 0x0102;

  if (!block.signatureIsGood(tx.signature)) return 0x0103;

  const multisig = world.multisig.get(sender);
  if ((multisig === undefined) !== (tx.multisig === null)) return 0x0200;
  if (multisig !== undefined) {
    if (tx.multisig?.length !== multisig.threshold) return 0x0200;
    if (!tx.multisig.every((co) => co.id < multisig.participants.length && block.signatureIsGood(co.signature))) {
      return 0x0200;
    }
  }
  const spent = new Map<string, bigint>();
  const spend = (asset: Uint8Array, amount: bigint): void => {
    spent.set(bytesToHex(asset), (spent.get(bytesToHex(asset)) ?? 0n) + amount);
  };
  if (tx.payload.type === 'burn') spend(tx.payload.asset, tx.payload.amount);
  for (const output of outputs) spend(output.asset, output.amount);
  for (const sum of spent.values()) if (sum > U64_MAX) return 0x0304;
  spent.set(TOS, (spent.get(TOS) ?? 0n) + tosFee);
  for (const [asset, sum] of spent) if (balance(asset) < sum) return 0x0300;
  if (tx.feeType === 1) return 0x0302;

  for (const [asset, sum] of spent) {
    const coins = world.coins.get(sender)?.get(asset);
    if (coins === undefined || sum === 0n) continue;
    coins.amount -= sum;
    coins.debited = true;
    coins.output = coins.amount;
  }
  if (nonce === U64_MAX) return 0x0304;
  world.nonces.set(sender, nonce + 1n);
  for (const output of outputs) {
    if (!credit(world, bytesToHex(output.destination), bytesToHex(output.asset), output.amount)) return 0x0304;
  }
  if (tx.payload.type === 'burn' && bytesToHex(tx.payload.asset) === TOS) {
    if (world.burned + tx.payload.amount > U64_MAX) return 0x0304;
    world.burned += tx.payload.amount;
  }
  if (world.fees + tosFee > U64_MAX) return 0x0304;
  world.fees += tosFee;
  return 0;
}

function credit(world: World, account: string, asset: string, amount: bigint): boolean {
  if (!world.nonces.has(account)) world.nonces.set(account, 0n);
  const assets = world.coins.get(account) ?? new Map<string, Coins>();
  world.coins.set(account, assets);
  const coins = assets.get(asset) ?? { amount: 0n, credited: false, debited: false, output: 0n };
  assets.set(asset, coins);
  if (coins.amount + amount > U64_MAX) return false;
  coins.amount += amount;
  if (amount > 0n) coins.credited = true;
  return true;
}
