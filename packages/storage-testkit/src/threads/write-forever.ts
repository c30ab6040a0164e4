// The crash group runs this as a process. It makes numbered changes as fast as it can, and prints each number once its promise has resolved,
// or "failed CODE". Arguments: factory, module, location, number of the change to stop at, changes between two prunings (0: no pruning).
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openNumbered } from './open-numbered.ts';

const [factory = '', module = '', location = '', last = '', pruneEvery = '0'] = process.argv.slice(2);
writeSync(1, 'opening\n');
const numbered = await openNumbered(factory, module, { location });
let next = (await numbered.head()) + 1;
while (next < Number(last)) {
  try {
    await numbered.change(next);
    writeSync(1, `${next}\n`);
    next++;
    if (Number(pruneEvery) > 0 && next % Number(pruneEvery) === 0) await numbered.prune(next - 3);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    const head = await numbered.head();
    writeSync(1, `failed ${code} at ${next}, head ${head}\n`);
    // A change that was refused may have been made all the same.
    if (head >= next) next = head + 1;
    await setTimeout(50);
  }
}
await numbered.close();
