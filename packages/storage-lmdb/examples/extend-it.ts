import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLmdbStorage, createLmdbStore } from '@tos/storage-lmdb';
import { open } from 'lmdb';

const location = mkdtempSync(join(tmpdir(), 'tos-'));
const storage = createLmdbStorage({ location });
await storage.open();
await storage.close();

// The store alone, as the engine sees it: the first row of a table is the version of the format.
const store = createLmdbStore({ location, readOnly: true });
await store.open();
const view = await store.view();
for (const { key, value } of await view.range('metadata', { limit: 1 })) console.log(key.join(), value.join()); // 0 0,0,0,2
await store.close();

// lmdb-js lists the tables.
const root = open<Uint8Array, string>({ path: location, noSubdir: false, readOnly: true });
console.log([...root.getKeys()].join(' ')); // blocks changes heights landmarks latest metadata order transactions
await root.close();
rmSync(location, { recursive: true });
