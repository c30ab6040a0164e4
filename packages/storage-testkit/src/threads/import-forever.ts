// The crash group runs this as a process. It imports more and more records until it is killed. Arguments: module, location.
import { writeSync } from 'node:fs';
import type { ImportRecord } from '@tos/state';
import { importFactory } from '../kind.ts';
import { storageKind } from '../kinds.ts';
import { numberedBlock, numberedRef } from '../numbered-block.ts';

const [module = '', location = ''] = process.argv.slice(2);
const createStorage = await importFactory(module, storageKind);
const storage = createStorage({ location });
await storage.open();
await storage.importState({ records: endless(), metadata: numberedBlock(1).metadata });

async function* endless(): AsyncGenerator<ImportRecord> {
  for (let i = 0; ; i++) {
    yield { ref: numberedRef(i), topoheight: 1, value: Uint8Array.of(1) };
    if (i === 5000) writeSync(1, 'importing\n');
  }
}
