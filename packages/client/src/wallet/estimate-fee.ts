import { HASH_SIZE } from '@tos/protocol';
import type { Payload } from '@tos/transaction';
import { assertWallet } from './assert-wallet.ts';
import type { Wallet } from './wallet.ts';

/**
 * The fee in atomic units that the wallet pays for a payload: the least that the protocol allows, which depends on the bytes and the outputs alone.
 * Nothing is sent.
 * @throws whatever `sign` of the wallet throws
 */
export function estimateFee(wallet: Wallet, payload: Payload): bigint {
  assertWallet(wallet);
  return wallet.sign(payload, { nonce: 0n, reference: { hash: new Uint8Array(HASH_SIZE), topoheight: 0n } }).fee;
}
