import { assertObject, assertU64 } from '@tos/protocol';
import { assertWallet } from './assert-wallet.ts';
import { assetBytes } from './asset-bytes.ts';
import type { SendOptions, SentTransaction, Wallet } from './wallet.ts';

export interface Burning extends SendOptions {
  /** Atomic units of the asset: 100,000,000 are a TOS. */
  readonly amount: bigint;
  /** The id of the asset, 64 hex digits; TOS when absent. */
  readonly asset?: string;
}

/** Destroys coins for ever, and resolves when the node has taken the transaction. @throws as `send` */
export async function burn(wallet: Wallet, options: Burning): Promise<SentTransaction> {
  assertWallet(wallet);
  assertObject(options, 'options');
  const { amount, asset, ...sendOptions } = options;
  assertU64(amount, 'amount');
  return wallet.submit({ type: 'burn', asset: assetBytes(asset), amount }, sendOptions);
}
