// Signed transfers of the load accounts of a devnet, made before anything is measured: signing is a wallet's work.
import { LoadSigner } from '../../../apps/node/dist/load/load-signer.js';
import { bytesToHex, hexToBytes } from '../../../packages/crypto/dist/index.js';

/**
 * @param from the first load account, of which `senders` follow one another
 * @param count transfers per sender, from nonce `firstNonce` on
 * @returns one array per sender: wire bytes in hex, in the order of the nonces
 */
export function signTransfers({ from = 0, senders, count, firstNonce = 0, reference }) {
  const signer = new LoadSigner(Math.max(2, from + senders));
  const at = { hash: hexToBytes(reference.hash), topoheight: BigInt(reference.topoheight) };
  return Array.from({ length: senders }, (_, i) => {
    const sender = from + i;
    const transfers = Array.from({ length: count }, (_, k) => {
      return { sender, receiver: sender === 0 ? 1 : 0, nonce: BigInt(firstNonce + k), amount: 1n };
    });
    const batch = signer.sign(transfers, at);
    return transfers.map((_, k) => bytesToHex(signer.wireAt(batch, k)));
  });
}
