// The crash group runs this as a process. It commits numbered blocks as fast as it can, and prints each number once its promise has
// resolved, or "failed CODE". Arguments: module, location, number of the block to stop at, blocks between two prunings (0: no pruning).
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { headOf } from '../chain-fixture.ts';
import { numberedBlock } from '../numbered-block.ts';
import { openNamed } from './open-named.ts';

const [module = '', location = '', last = '', pruneEvery = '0'] = process.argv.slice(2);
writeSync(1, 'opening\n');
const storage = await openNamed(module, { location });
let next = (await headOf(storage)) + 1;
while (next < Number(last)) {
  try {
    await storage.commit({ blocks: [numberedBlock(next)] });
    writeSync(1, `${next}\n`);
    next++;
    if (Number(pruneEvery) > 0 && next % Number(pruneEvery) === 0) await storage.prune(next - 3);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    writeSync(1, `failed ${code} at ${next}, head ${await headOf(storage)}\n`);
    await setTimeout(50);
  }
}
await storage.close();
