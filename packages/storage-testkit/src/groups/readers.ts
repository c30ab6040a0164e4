import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Storage } from '@tos/state';
import { nextMessage } from '../helpers.ts';
import { numberedBlock } from '../numbered-block.ts';
import type { StorageTest } from '../storage-test.ts';
import type { Group } from '../suite.ts';
import { scriptUrl } from '../threads/script.ts';

export type ReaderTest =
  | 'readers/another thread sees each commit once it resolved'
  | 'readers/another thread keeps its snapshot while the writer goes on'
  | 'readers/a thread that is terminated harms nobody'
  | 'readers/another process sees each commit once it resolved';

const ROUNDS = 150;

interface Reader {
  ask(message: string): Promise<unknown>;
  close(): Promise<void>;
  terminate(): Promise<void>;
}

export const readerGroup: Group<ReaderTest> = {
  name: 'readers',
  tests: {
    async 'readers/another thread sees each commit once it resolved'(kit) {
      const [storage, location] = await openWriter(kit);
      if (storage.manifest.concurrentReaders === 'none') return 'unsupported';
      await followCommits(storage, await startThread(kit, location), ROUNDS);
      return undefined;
    },

    async 'readers/another thread keeps its snapshot while the writer goes on'(kit) {
      const [storage, location] = await openWriter(kit);
      const { concurrentReaders, snapshots } = storage.manifest;
      if (concurrentReaders === 'none' || !snapshots) return 'unsupported';
      await storage.commit({ blocks: [numberedBlock(0)] });
      const reader = await startThread(kit, location);
      assert.deepEqual(await reader.ask('snapshot'), [0, 0]);
      for (let n = 1; n <= 20; n++) {
        await storage.commit({ blocks: [numberedBlock(n)] });
        if (storage.manifest.pruning && n % 5 === 0) await storage.prune(n - 1);
        assert.deepEqual(await reader.ask('read snapshot'), [0, 0], `after commit ${n}`);
        assert.deepEqual(await reader.ask('read'), [n, n]);
      }
      await reader.close();
      return undefined;
    },

    async 'readers/a thread that is terminated harms nobody'(kit) {
      const [storage, location] = await openWriter(kit);
      if (storage.manifest.concurrentReaders === 'none') return 'unsupported';
      await storage.commit({ blocks: [numberedBlock(0)] });
      const witness = await startThread(kit, location);
      for (let n = 1; n <= 6; n++) {
        const reader = await startThread(kit, location);
        const answer = reader.ask(storage.manifest.snapshots ? 'snapshot' : 'read').catch(() => undefined);
        if (n % 2 === 0) await answer;
        await reader.terminate();
        await storage.commit({ blocks: [numberedBlock(n)] });
        assert.deepEqual(await witness.ask('read'), [n, n]);
      }
      await witness.close();
      return undefined;
    },

    async 'readers/another process sees each commit once it resolved'(kit) {
      const [storage, location] = await openWriter(kit);
      if (storage.manifest.concurrentReaders !== 'processes') return 'unsupported';
      await followCommits(storage, await startProcess(kit, location), ROUNDS);
      return undefined;
    },
  },
};

async function openWriter(kit: StorageTest): Promise<[Storage, string]> {
  const location = kit.location();
  return [await kit.open(location), location];
}

async function followCommits(storage: Storage, reader: Reader, rounds: number): Promise<void> {
  // A snapshot that the writer holds all the time must not delay the reader.
  const snapshot = storage.manifest.snapshots ? await storage.snapshot() : null;
  for (let n = 0; n < rounds; n++) {
    await storage.commit({ blocks: [numberedBlock(n)] });
    assert.deepEqual(await reader.ask('read'), [n, n], `round ${n}`);
  }
  assert.equal(await snapshot?.metadata(), undefined);
  await snapshot?.close();
  await reader.close();
}

async function startThread({ module, helpers }: StorageTest, location: string): Promise<Reader> {
  const worker = helpers.thread(scriptUrl('read-on-demand'), { module, location });
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

async function startProcess({ module, helpers }: StorageTest, location: string): Promise<Reader> {
  const { child, ended, errors } = helpers.fork(scriptUrl('read-on-demand'), [module, location]);
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
