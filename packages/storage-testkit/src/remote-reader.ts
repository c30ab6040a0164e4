import { once } from 'node:events';
import { nextMessage } from './helpers.ts';
import type { Subject } from './kind.ts';
import type { KitTest } from './kit-test.ts';
import { scriptUrl } from './threads/script.ts';

/** A thread or process that reads what the test writes. */
export interface RemoteReader {
  ask(message: 'hold' | 'read held' | 'read'): Promise<unknown>;
  close(): Promise<void>;
  terminate(): Promise<void>;
}

export async function startThread(
  { kind, module, helpers }: KitTest<Subject>,
  location: string,
): Promise<RemoteReader> {
  const worker = helpers.thread(scriptUrl('read-on-demand'), { factory: kind.factory, module, location });
  await nextMessage(worker);
  return {
    async ask(message) {
      const answer = nextMessage(worker);
      worker.postMessage(message);
      return answer;
    },
    async close() {
      const exit = once(worker, 'exit');
      worker.postMessage('close');
      await exit;
    },
    async terminate() {
      await worker.terminate();
    },
  };
}

export async function startProcess(
  { kind, module, helpers }: KitTest<Subject>,
  location: string,
): Promise<RemoteReader> {
  const { child, ended, errors } = helpers.fork(scriptUrl('read-on-demand'), [kind.factory, module, location]);
  await nextMessage(child, errors);
  return {
    async ask(message) {
      const answer = nextMessage(child, errors);
      child.send(message);
      return answer;
    },
    async close() {
      child.send('close');
      await ended;
    },
    async terminate() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
