import { createLevelStorage } from '@tos/storage-level';
import { BrowserLevel } from 'browser-level';

// One page at a time writes: two tabs with one database would mix their chains. The lock ends with the page.
await navigator.locks.request('my-chain', async () => {
  const storage = createLevelStorage(new BrowserLevel('my-chain'), { durability: 'process' });
  await storage.open();
  console.log(await storage.metadata()); // undefined: there is no block yet
  await storage.close();
});
