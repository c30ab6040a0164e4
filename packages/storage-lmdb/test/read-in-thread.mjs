// Run by reader-thread.test.ts as a worker: answers every message with what a readOnly storage reads at that moment.
import { parentPort, workerData } from 'node:worker_threads';
import { createStorage } from '../dist/index.js';
import { numberedRef } from './numbered-block.mjs';

const storage = createStorage({ location: workerData, readOnly: true });
await storage.open();
parentPort.on('message', async (message) => {
  if (message === 'close') {
    await storage.close();
    parentPort.close();
    return;
  }
  const [version] = await storage.readMany([numberedRef(0)]);
  const head = (await storage.metadata())?.head.topoheight;
  parentPort.postMessage([version?.topoheight, head]);
});
parentPort.postMessage('ready');
