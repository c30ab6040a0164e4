import { bytesToHex } from '@noble/hashes/utils.js';
import { COIN } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import type { Payload, Transaction } from '@tos/transaction';
import fc from 'fast-check';
import { accountKey, OTHER_ASSET, REFERENCE_LIMIT, signature } from './block-parts.ts';
import { MapState } from './map-state.ts';
import type { Cell } from './matrix-cells.ts';
import { emptyWorld, type World } from './plain-world.ts';
import { randomPayload } from './random-payload.ts';

type Random = (limit: number) => number;

export interface MatrixBlock {
  readonly transactions: readonly Transaction[];
  readonly world: World;
  readonly state: MapState;
  readonly miner: Uint8Array;
}

const wild = new Map<number, Payload[]>();

/** Payloads of every type, slips included, drawn once for each number of accounts. */
function wildPayload(accounts: number, random: Random): Payload {
  const drawn = wild.get(accounts) ?? fc.sample(randomPayload(accounts), { numRuns: 300, seed: accounts });
  wild.set(accounts, drawn);
  return drawn[random(drawn.length)]!;
}

/** Makes a block for a cell of the matrix. */
export function matrixBlock(cell: Cell, random: Random): MatrixBlock {
  const state = new MapState();
  const world = emptyWorld();
  for (let i = 0; i < cell.accounts; i++) putAccount(i, cell, random, state, world);
  const slipAt = random(Math.max(1, cell.transactions));
  const isSlip = (i: number): boolean =>
    cell.slips === 'one' ? i === slipAt : cell.slips !== 'none' && random(3) === 0;
  // Whether a transaction with a slip uses up its nonce for the drafts behind it, or the next one has the same nonce.
  const walks = random(2) === 0;
  const sent = new Map<number, bigint>();
  const named = new Set<number>();
  const transactions = Array.from({ length: cell.transactions }, (_, i): Transaction => {
    const sender = random(cell.accounts);
    const nonce = sent.get(sender) ?? 0n;
    const orderly = orderlyTransaction(sender, nonce, cell, random, named);
    const slips = isSlip(i);
    if (walks || !slips) sent.set(sender, nonce + 1n);
    return slips ? slipped(orderly, cell, random) : orderly;
  });
  return { transactions, world, state, miner: accountKey(random(cell.accounts + 1)) };
}

function putAccount(i: number, cell: Cell, random: Random, state: MapState, world: World): void {
  const [key, account] = [accountKey(i), bytesToHex(accountKey(i))];
  state.setNonce(key, 0n);
  world.nonces.set(account, 0n);
  state.setAsset(OTHER_ASSET);
  world.assets.add(bytesToHex(OTHER_ASSET));
  const coins = new Map();
  world.coins.set(account, coins);
  for (const asset of [NATIVE_ASSET, OTHER_ASSET]) {
    const amount = cell.balances === 'ample' ? 1_000_000n * COIN : BigInt(random(4) * random(50_000));
    if (amount === 0n) continue; // There is no record.
    coins.set(bytesToHex(asset), { amount, credited: false, debited: false, output: 0n });
    state.setBalance(key, asset, amount);
  }
}

function orderlyTransaction(
  sender: number,
  nonce: bigint,
  cell: Cell,
  random: Random,
  named: Set<number>,
): Transaction {
  const payload = orderlyPayload(sender, cell, random, named);
  const outputs = payload.type === 'transfers' ? payload.transfers.length : 0;
  const fees: Partial<Record<Payload['type'], bigint>> = { energy: 0n, register_name: 10_000_000n };
  return {
    version: 1,
    chainId: 3,
    source: accountKey(sender),
    payload,
    fee: fees[payload.type] ?? 10_000n + 5_000n * BigInt(outputs),
    feeType: 0,
    nonce,
    reference: { hash: NATIVE_ASSET, topoheight: BigInt(random(Number(REFERENCE_LIMIT) + 1)) },
    multisig: null,
    signature: signature(true),
  };
}

function orderlyPayload(sender: number, cell: Cell, random: Random, named: Set<number>): Payload {
  const asset = (): Uint8Array => (cell.assets === 2 && random(3) === 0 ? OTHER_ASSET : NATIVE_ASSET);
  const amount = BigInt(1 + random(5_000));
  const kind = cell.types === 'all' ? random(10) : 9;
  if (kind === 0) return { type: 'burn', asset: asset(), amount };
  if (kind === 1) return { type: 'energy', variant: 'freeze_tos', amount: COIN, durationDays: 3 + random(5) };
  if (kind === 2)
    return { type: 'multisig', threshold: 1 + random(2), participants: [accountKey(120), accountKey(121)] };
  if (kind === 3 && !named.has(sender)) {
    named.add(sender);
    return { type: 'register_name', name: `name-of-${String(sender).padStart(3, 'x')}` };
  }
  // One more account than exist stands for receivers that are new to the chain. No account pays itself.
  const destination = (): Uint8Array => accountKey((sender + 1 + random(cell.accounts)) % (cell.accounts + 1));
  const output = () => ({ asset: asset(), destination: destination(), amount, extraData: null });
  return { type: 'transfers', transfers: Array.from({ length: 1 + random(3) }, output) };
}

function slipped(tx: Transaction, cell: Cell, random: Random): Transaction {
  const nonce = tx.nonce + 1n;
  const slips: (() => Transaction)[] = [
    () => ({ ...tx, signature: signature(false) }),
    () => ({ ...tx, nonce }),
    () => ({ ...tx, chainId: 0 }),
    () => ({ ...tx, fee: tx.fee === 0n ? 1n : 9_999n }),
    () => ({ ...tx, feeType: 1, fee: 0n }),
    () => ({ ...tx, reference: { ...tx.reference, topoheight: REFERENCE_LIMIT + 1n } }),
    () => ({ ...tx, source: accountKey(cell.accounts) }),
    () => ({ ...tx, multisig: [{ id: 0, signature: signature(true) }], fee: tx.fee + 5_000n }),
    () => ({
      ...tx,
      payload: cell.types === 'all' ? wildPayload(cell.accounts, random) : tx.payload,
      fee: 10_000_000n,
    }),
  ];
  return slips[random(slips.length)]!();
}
