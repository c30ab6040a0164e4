import { MessageChannel, type MessagePort } from 'node:worker_threads';

const nobody = closedPort();

/**
 * Frees the memory of a long message at once; its views have no bytes from then on. A thread that has nothing to do collects no garbage,
 * and would keep it for as long. What is sent to a closed port is dropped, with all that was transferred.
 */
export function freeMemory(memory: ArrayBufferLike): void {
  if (memory instanceof ArrayBuffer) nobody.postMessage(undefined, [memory]);
}

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
