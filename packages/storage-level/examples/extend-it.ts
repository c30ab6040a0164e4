import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClassicLevelStore } from '@tos/storage-level/classic';
import { ClassicLevel } from 'classic-level';

const location = mkdtempSync(join(tmpdir(), 'tos-'));
const store = createClassicLevelStore({ location });
await store.open();
await store.write([{ table: 'order', key: Uint8Array.of(7), value: Uint8Array.of(1, 2) }]);
await store.close();

// LevelDB has one table of keys: the first byte says whose a row is.
const bytes = { keyEncoding: 'view', valueEncoding: 'view' };
const database = new ClassicLevel<Uint8Array, Uint8Array>(join(location, 'level'), bytes);
for await (const [key, row] of database.iterator()) console.log(key.join(), row.join());
// 0 84,79,83,1,0,0,0,0,0,0,0,1
// 6,7 1,2
await database.close();
rmSync(location, { recursive: true });
