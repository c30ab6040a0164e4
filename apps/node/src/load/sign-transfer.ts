import type { KeyPair } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { buildTransaction, encodeTransaction } from '@tos/transaction';
import { keyPairOf, loadAccounts } from '../accounts/dev-accounts.ts';
import type { LoadTransfer, SignRequest } from './sign-request.ts';

// Derived in each thread, so that no private key is sent to another one. There are at most 10,000.
const keyPairs = new Map<number, KeyPair>();

/** The wire bytes of a transfer, signed by its load account. */
export function signTransfer(
  { sender, nonce, amount, receiver }: LoadTransfer,
  reference: SignRequest['reference'],
): Uint8Array {
  let keyPair = keyPairs.get(sender);
  if (keyPair === undefined) {
    keyPair = keyPairOf(loadAccounts, sender);
    keyPairs.set(sender, keyPair);
  }
  const transfer = { asset: NATIVE_ASSET, destination: receiver, amount, extraData: null };
  return encodeTransaction(
    buildTransaction({
      network: networks.devnet,
      keyPair,
      payload: { type: 'transfers', transfers: [transfer] },
      nonce,
      reference,
    }),
  );
}
