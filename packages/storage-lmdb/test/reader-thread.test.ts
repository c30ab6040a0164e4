import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createStorage } from '../src/index.ts';
import { temporaryFolder } from './chain-fixture.ts';
import { numberedBlock } from './numbered-block.mjs';

const ROUNDS = 300;

it('another thread sees each commit right after it resolved', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  const worker = new Worker(new URL('read-in-thread.mjs', import.meta.url), { workerData: location });
  await once(worker, 'message');
  // A snapshot of the writer, held all along, must not keep the reader back.
  const snapshot = await storage.snapshot();
  for (let n = 0; n < ROUNDS; n++) {
    await storage.commit({ blocks: [numberedBlock(n)] });
    const answer = once(worker, 'message');
    worker.postMessage('read');
    expect(await answer, `round ${n}`).toEqual([[n, n]]);
  }
  expect(await snapshot.metadata()).toBeUndefined();
  await snapshot.close();
  const exit = once(worker, 'exit');
  worker.postMessage('close');
  await exit;
  await storage.close();
});

it('a thread that is terminated with a storage open does not disturb the writer', async () => {
  const location = temporaryFolder();
  const storage = createStorage({ location });
  await storage.open();
  for (let n = 0; n < 5; n++) {
    const worker = new Worker(new URL('read-in-thread.mjs', import.meta.url), { workerData: location });
    await once(worker, 'message');
    worker.postMessage('read');
    await worker.terminate();
    await storage.commit({ blocks: [numberedBlock(n)] });
  }
  expect((await storage.metadata())?.head.topoheight).toBe(4);
  await storage.close();
});
