// Run by crash.test.ts and disk-full.test.ts: commits numbered blocks as fast as it can and prints each number once its promise
// has resolved, or "failed CODE". Every block writes its number to each of 50 records.
import { writeSync } from 'node:fs';
import { createStorage } from '../dist/index.js';
import { numberedBlock } from './numbered-block.mjs';

const storage = createStorage({ location: process.argv[2] });
await storage.open();
const last = Number(process.argv[3] ?? Number.MAX_SAFE_INTEGER);
let next = ((await storage.metadata())?.head.topoheight ?? -1) + 1;
while (next < last) {
  try {
    await storage.commit({ blocks: [numberedBlock(next)] });
    writeSync(1, `${next}\n`);
    next++;
  } catch (error) {
    writeSync(1, `failed ${error.code} at ${next}, head ${(await storage.metadata()).head.topoheight}\n`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
await storage.close();
