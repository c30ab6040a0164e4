import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLmdbStorage } from '@tos/storage-lmdb';
import { open } from 'lmdb';

const location = mkdtempSync(join(tmpdir(), 'tos-'));
const storage = createLmdbStorage({ location });
await storage.open();
await storage.close();

// lmdb-js lists the tables and reads the rows that are described above.
const root = open<Uint8Array, string>({ path: location, noSubdir: false, readOnly: true });
console.log([...root.getKeys()].join(' ')); // blocks changes heights landmarks latest metadata order transactions
const binary = { keyEncoding: 'binary', encoding: 'binary' } as const;
const format = root.openDB<Uint8Array, Uint8Array>({ name: 'metadata', ...binary }).get(Uint8Array.of(0));
console.log(format && new Uint8Array(format).join()); // 0,0,0,2
await root.close();
rmSync(location, { recursive: true });
