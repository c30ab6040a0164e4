import { bytesToHex } from '@noble/hashes/utils.js';
import { U64_MAX } from '@tos/protocol';
import type { Payload, Transaction } from '@tos/transaction';
import type { World } from './plain-world.ts';

/** What a step is given: the world, and facts of the block. */
export interface PlainStep {
  world: World;
  tx: Transaction;
  topoheight: bigint;
  proofIsGood(proof: Uint8Array): boolean;
}

export interface PlainType {
  takesEnergyFee?: boolean;
  isFree?: boolean;
  outputs?: number;
  /** Makes the checks before the signature. */
  check(step: PlainStep): number;
  /** Makes the checks after the signature. */
  checkSigned?(step: PlainStep): number;
  /** Returns the amounts that the sender gives, each with its asset. */
  costs?(step: PlainStep): [asset: string, amount: bigint][];
  apply(step: PlainStep): number;
}

export type Of<T extends Payload['type']> = Extract<Payload, { type: T }>;

/** Credits coins. @returns false when they overflow */
export function credit(world: World, account: string, asset: string, amount: bigint): boolean {
  if (!world.nonces.has(account)) world.nonces.set(account, 0n);
  const assets = world.coins.get(account) ?? new Map();
  world.coins.set(account, assets);
  const coins = assets.get(asset) ?? { amount: 0n, credited: false, debited: false, output: 0n };
  assets.set(asset, coins);
  if (coins.amount + amount > U64_MAX) return false;
  coins.amount += amount;
  if (amount > 0n) coins.credited = true;
  return true;
}

export const senderOf = ({ tx }: PlainStep): string => bytesToHex(tx.source);
