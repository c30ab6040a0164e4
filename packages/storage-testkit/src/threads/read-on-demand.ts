// The reader group runs this as a thread or process. It answers each message with what a readOnly storage reads at that moment, or with
// what a snapshot reads that it took before.
import { parentPort, workerData } from 'node:worker_threads';
import type { StorageReader, StorageSnapshot } from '@tos/state';
import { headOf } from '../chain-fixture.ts';
import { numberedRef } from '../numbered-block.ts';
import { openNamed } from './open-named.ts';

const { module, location }: { module: string; location: string } = parentPort
  ? workerData
  : { module: process.argv[2] ?? '', location: process.argv[3] ?? '' };
const send = (message: unknown): void => {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
};
const storage = await openNamed(module, { location, readOnly: true });
let snapshot: StorageSnapshot | null = null;
(parentPort ?? process).on('message', async (message: unknown) => {
  if (message === 'snapshot') {
    snapshot = await storage.snapshot();
    send(await read(snapshot));
  } else if (message === 'read snapshot' && snapshot) send(await read(snapshot));
  else if (message === 'read') send(await read(storage));
  else if (message === 'close') {
    await storage.close();
    if (parentPort) parentPort.close();
    else process.disconnect();
  }
});
send('ready');

/** The head according to a record, and according to the metadata. */
async function read(reader: StorageReader): Promise<number[]> {
  const [version] = await reader.readMany([numberedRef(0)]);
  return [version?.topoheight ?? -1, await headOf(reader)];
}
