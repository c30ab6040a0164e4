import { decodeAddress } from '@tos/crypto';
import { assertBytes, assertObject, assertText, assertU64 } from '@tos/protocol';
import { assertWallet } from './assert-wallet.ts';
import { assetBytes } from './asset-bytes.ts';
import type { SendOptions, SentTransaction, Wallet } from './wallet.ts';

export interface Sending extends SendOptions {
  /** The receiver's address. */
  readonly to: string;
  /** Atomic units of the asset: 100,000,000 are a TOS. */
  readonly amount: bigint;
  /** The id of the asset, 64 hex digits; TOS when absent. */
  readonly asset?: string;
  /** What the receiver should know, at most 126 bytes. Everybody can read it. */
  readonly extraData?: Uint8Array;
}

/**
 * Sends coins, and resolves when the node has taken the transfer: see `submit` of the wallet.
 * @throws TOS_INVALID_ADDRESS for an address of another network, TOS_INVALID_ARGUMENT, TOS_U64_RANGE, and whatever `submit` throws
 */
export async function send(wallet: Wallet, options: Sending): Promise<SentTransaction> {
  assertWallet(wallet);
  assertObject(options, 'options');
  const { to, amount, asset, extraData, ...sendOptions } = options;
  assertText(to, 'to');
  assertU64(amount, 'amount');
  if (extraData !== undefined) assertBytes(extraData, 'extraData');
  const data = extraData === undefined ? null : new Uint8Array(extraData);
  const transfer = {
    asset: assetBytes(asset),
    destination: decodeAddress(to, wallet.network),
    amount,
    extraData: data,
  };
  return wallet.submit({ type: 'transfers', transfers: [transfer] }, sendOptions);
}
