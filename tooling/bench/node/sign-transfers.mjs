// Signed transfers of the load accounts of a devnet, made before anything is measured: signing is a wallet's work.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const WORKER = new URL('sign-thread.mjs', import.meta.url);

/**
 * @param from the first load account, of which `senders` follow one another
 * @param count transfers per sender, from nonce `firstNonce` on
 * @returns one array per sender: wire bytes in hex, in the order of the nonces
 */
export async function signTransfers({ from = 0, senders, count, firstNonce = 0, reference }) {
  const threads = availableParallelism();
  const share = Math.ceil(senders / threads);
  const parts = await Promise.all(
    Array.from({ length: threads }, (_, i) => {
      const first = from + i * share;
      const workerData = { first, last: Math.min(from + senders, first + share), count, firstNonce, reference };
      return new Promise((resolve, reject) => {
        const worker = new Worker(WORKER, { workerData });
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    }),
  );
  return parts.flat();
}
