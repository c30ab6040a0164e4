import type { Transaction } from '../src/index.ts';

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);

export const burnSample: Transaction = {
  version: 1,
  chainId: 3,
  source: filled(32, 0xa1),
  payload: { type: 'burn', asset: filled(32, 0), amount: 0x0102030405060708n },
  fee: 10_000n,
  feeType: 0,
  nonce: 7n,
  reference: { hash: filled(32, 0xb2), topoheight: 2n ** 40n + 5n },
  multisig: null,
  signature: filled(64, 0x07),
};

/** Two outputs, one of them with extra data, and two co-signatures: every optional field of the envelope. */
export const transfersSample: Transaction = {
  ...burnSample,
  payload: {
    type: 'transfers',
    transfers: [
      { asset: filled(32, 0), destination: filled(32, 0xc3), amount: 5n, extraData: Uint8Array.of(1, 2, 3) },
      { asset: filled(32, 0x11), destination: filled(32, 0xd4), amount: 2n ** 63n, extraData: null },
    ],
  },
  multisig: [
    { id: 0, signature: filled(64, 0x01) },
    { id: 9, signature: filled(64, 0x02) },
  ],
};
