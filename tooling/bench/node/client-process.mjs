import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a client process with its settings, and resolves when it is ready. `result` is what it sends at its end, and rejects when it ends
 * without that.
 */
export async function startClient(file, settings) {
  const child = fork(new URL(file, import.meta.url), { serialization: 'advanced' });
  const ended = once(child, 'disconnect').then(() => {
    throw new Error(`${file} ended without a result`);
  });
  ended.catch(() => undefined);
  child.send(settings);
  await Promise.race([once(child, 'message'), ended]);
  const result = Promise.race([once(child, 'message').then(([message]) => message), ended]);
  return { result, send: (message) => child.send(message) };
}
