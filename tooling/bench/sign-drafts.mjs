import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

const WORKER = new URL('sign-worker.mjs', import.meta.url);

/** Starts threads that sign. `sign` returns the wire bytes of each draft and the public key of its sender. The caller closes it. */
export function startSigners() {
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(WORKER));
  return {
    async sign(drafts, { network, reference }) {
      const share = Math.ceil(drafts.length / workers.length);
      const parts = await Promise.all(
        workers.map(async (worker, i) => {
          // A thread that throws ends the process, because its errors have no listener.
          const answer = once(worker, 'message');
          worker.postMessage({ drafts: drafts.slice(i * share, (i + 1) * share), network, reference });
          return (await answer)[0];
        }),
      );
      return parts.flatMap(({ wires, keys }) => wires.map((wire, i) => ({ wire, key: keys[i] })));
    },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}
