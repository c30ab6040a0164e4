import type { VerificationRecords } from '@tos/crypto';
import { NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type PackedBatch, type Transaction } from '@tos/transaction';
import { accountKey, signature } from './block-parts.ts';
import { MapState } from './map-state.ts';

/** Makes records with these signatures; their keys and messages do not matter. */
function recordsOf(signatures: readonly Uint8Array[]): VerificationRecords {
  const count = signatures.length;
  const bytes = new Uint8Array(32 + 64 * count);
  signatures.forEach((one, i) => {
    bytes.set(one, 32 + 64 * i);
    bytes[32 + 64 * i + 38] = i;
  });
  const zeros = new Uint32Array(count);
  const offsets = Uint32Array.from({ length: count }, (_, i) => 32 + 64 * i);
  // The signatures also serve as keys, so that the records fall into different lanes.
  return {
    bytes,
    count,
    key: offsets.map((offset) => offset - 32),
    messageOffset: zeros,
    messageLength: zeros,
    signature: offsets,
  };
}

/** Makes `count` records with the signatures that `make` returns. */
export function manyRecords(
  count: number,
  make: (i: number) => Uint8Array = () => signature(true),
): VerificationRecords {
  return recordsOf(Array.from({ length: count }, (_, i) => make(i)));
}

let salt = 0n;

/** Makes a block of one transfer per sender, which differs from every block before; one transfer in ten is forged. */
export function transferBlock(
  random: (limit: number) => number,
  count: number,
  fault: (i: number) => number = () => 0,
): { batch: PackedBatch; state: MapState } {
  const state = new MapState();
  const forged = random(10) === 0 ? random(count) : count;
  const receiver = accountKey(200);
  const transactions = Array.from({ length: count }, (_, i): Transaction => {
    const source = accountKey(i);
    state.setNonce(source, 0n);
    state.setBalance(source, NATIVE_ASSET, 1_000_000n);
    return {
      version: 1,
      chainId: 3,
      source,
      payload: {
        type: 'transfers',
        transfers: [{ asset: NATIVE_ASSET, destination: receiver, amount: 1n, extraData: null }],
      },
      fee: 15_000n + (salt % 100_000n),
      feeType: 0,
      nonce: 0n,
      reference: { hash: NATIVE_ASSET, topoheight: 0n },
      multisig: null,
      signature: signature(i !== forged, fault(i)),
    };
  });
  salt++;
  return { batch: decodeBatch(transactions.map(encodeTransaction)), state };
}
