import type { KeyPair } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import { buildTransaction, encodeTransaction } from '@tos/transaction';
import { keyPairOf, loadAccounts } from '../accounts/dev-accounts.ts';
import { decodeSignRequest, type LoadTransfer, type SignRequest } from './sign-request.ts';

// Derived here, so that no private key is sent to another thread. There are at most 10,000.
const keyPairs = new Map<number, KeyPair>();

/** The one task of this thread. @param request a packed `SignRequest` @returns the wire bytes of its transfers, back to back */
export default function signTransfers(request: Uint8Array): Uint8Array {
  const { reference, transfers } = decodeSignRequest(request);
  const wires = transfers.map((transfer) => signTransfer(transfer, reference));
  const bytes = new Uint8Array(wires.reduce((size, wire) => size + wire.length, 0));
  let at = 0;
  for (const wire of wires) {
    bytes.set(wire, at);
    at += wire.length;
  }
  return bytes;
}

function signTransfer(
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
