// The reader group runs this as a thread or process. It answers each message with what it reads at that moment through a readOnly storage or
// store, or through a snapshot or view that it took before.
import { parentPort, workerData } from 'node:worker_threads';
import { openNumbered } from './open-numbered.ts';

const [, , ...args] = process.argv;
const { factory, module, location }: { factory: string; module: string; location: string } = parentPort
  ? workerData
  : { factory: args[0] ?? '', module: args[1] ?? '', location: args[2] ?? '' };
const send = (message: unknown): void => {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
};
const numbered = await openNumbered(factory, module, { location, readOnly: true });
let readHeld: (() => Promise<number[]>) | null = null;
(parentPort ?? process).on('message', async (message: unknown) => {
  if (message === 'hold') {
    readHeld = await numbered.hold();
    send(await readHeld());
  } else if (message === 'read held' && readHeld) send(await readHeld());
  else if (message === 'read') send(await numbered.read());
  else if (message === 'close') {
    await numbered.close();
    if (parentPort) parentPort.close();
    else process.disconnect();
  }
});
send('ready');
