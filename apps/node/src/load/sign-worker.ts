import { decodeSignRequest } from './sign-request.ts';
import { signTransfer } from './sign-transfer.ts';

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
