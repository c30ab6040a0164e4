// A request of main to a signing thread, packed: copying objects to a thread takes longer than encoding and decoding bytes.
// Head: reference hash 32, reference topoheight u64. Then a row per transfer: sender u32, nonce u64, amount u64, receiver 32.

const HEAD_SIZE = 40;
const ROW_SIZE = 52;

export interface LoadTransfer {
  /** Index of the load account. */
  readonly sender: number;
  readonly nonce: bigint;
  /** Atomic units. */
  readonly amount: bigint;
  /** Public key, 32 bytes. */
  readonly receiver: Uint8Array;
}

export interface SignRequest {
  readonly reference: { readonly hash: Uint8Array; readonly topoheight: bigint };
  readonly transfers: readonly LoadTransfer[];
}

export function encodeSignRequest({ reference, transfers }: SignRequest): Uint8Array {
  const bytes = new Uint8Array(HEAD_SIZE + ROW_SIZE * transfers.length);
  const view = new DataView(bytes.buffer);
  bytes.set(reference.hash);
  view.setBigUint64(32, reference.topoheight);
  transfers.forEach(({ sender, nonce, amount, receiver }, i) => {
    const at = HEAD_SIZE + ROW_SIZE * i;
    view.setUint32(at, sender);
    view.setBigUint64(at + 4, nonce);
    view.setBigUint64(at + 12, amount);
    bytes.set(receiver, at + 20);
  });
  return bytes;
}

export function decodeSignRequest(bytes: Uint8Array): SignRequest {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = (bytes.length - HEAD_SIZE) / ROW_SIZE;
  return {
    reference: { hash: bytes.subarray(0, 32), topoheight: view.getBigUint64(32) },
    transfers: Array.from({ length: count }, (_, i) => {
      const at = HEAD_SIZE + ROW_SIZE * i;
      return {
        sender: view.getUint32(at),
        nonce: view.getBigUint64(at + 4),
        amount: view.getBigUint64(at + 12),
        receiver: bytes.subarray(at + 20, at + ROW_SIZE),
      };
    }),
  };
}
