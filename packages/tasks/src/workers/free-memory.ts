import { MessageChannel, type MessagePort } from 'node:worker_threads';

const nobody = closedPort();

/**
 * Frees the memory of a long message at once; views over it have no bytes from then on. A thread that has nothing to do collects no garbage,
 * and would keep the memory until it works again. Node drops what is sent to a closed port, with all that was transferred.
 */
export function freeMemory(memory: ArrayBufferLike): void {
  if (memory instanceof ArrayBuffer) nobody.postMessage(undefined, [memory]);
}

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
