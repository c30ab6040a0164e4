import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Starts a client process with its settings, and resolves when it is ready. `result` is what it sends at its end. */
export async function startClient(file, settings) {
  const child = fork(new URL(file, import.meta.url), { serialization: 'advanced' });
  child.send(settings);
  await once(child, 'message');
  const result = once(child, 'message').then(([message]) => message);
  return { result, send: (message) => child.send(message) };
}
