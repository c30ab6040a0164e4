import { assertObject } from '@tos/protocol';
import type { Wallet } from './wallet.ts';

/** @throws TOS_INVALID_ARGUMENT for what `createWallet` has not made */
export function assertWallet(wallet: Wallet): void {
  assertObject(wallet, 'wallet', ['sign', 'submit']);
}
