import { NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch, type Transaction } from '@tos/transaction';
import { MapState } from './map-state.ts';
import { accountKey, signature } from './random-block.ts';

/** Makes a block with one transfer from each of `senders` accounts to the account after the last, signed for the injected verifier. */
export function transferBlock(
  senders: number,
  { amount = 5n, sign = () => signature(true) }: { amount?: bigint; sign?: (sender: number) => Uint8Array } = {},
): PackedBatch {
  const transfers = [{ asset: NATIVE_ASSET, destination: accountKey(senders), amount, extraData: null }];
  const transactions = Array.from(
    { length: senders },
    (_, i): Transaction => ({
      version: 1,
      chainId: 3,
      source: accountKey(i),
      payload: { type: 'transfers', transfers },
      fee: 15_000n,
      feeType: 0,
      nonce: 0n,
      reference: { hash: NATIVE_ASSET, topoheight: 0n },
      multisig: null,
      signature: sign(i),
    }),
  );
  return decodeBatch(transactions.map(encodeTransaction));
}

/** Makes a state in which all these senders can pay. */
export function fundedSenders(senders: number): MapState {
  const state = new MapState();
  for (let i = 0; i < senders; i++) {
    state.setNonce(accountKey(i), 0n);
    state.setBalance(accountKey(i), NATIVE_ASSET, 1_000_000n);
  }
  return state;
}
