import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { balanceRef, encodeBalance, NATIVE_ASSET } from '@tos/state';
import { createSqliteStorage } from '@tos/storage-sqlite';
import Database from 'better-sqlite3';

const location = mkdtempSync(join(tmpdir(), 'tos-'));
const account = new Uint8Array(32).fill(7);
const balance = encodeBalance({ type: 'input', final: 2n ** 64n - 1n, output: null });

const hash = new Uint8Array(32).fill(1);
const block = { hash, height: 0, topoheight: 0, bytes: new Uint8Array(), transactionHashes: [], digest: hash };
const metadata = { genesis: hash, head: { hash, height: 0, topoheight: 0 }, tips: [hash], digest: hash };
const storage = createSqliteStorage({ location });
await storage.open();
await storage.commit({
  blocks: [
    {
      block: { ...block, info: new Uint8Array() },
      writes: [{ ref: balanceRef(account, NATIVE_ASSET), value: balance }],
      metadata: { ...metadata, network: 'devnet', supply: { emitted: 0n, burned: 0n } },
    },
  ],
});
await storage.close();

// Any SQLite reads the file: sqlite3 chain.sqlite 'SELECT * FROM balance'
const database = new Database(join(location, 'chain.sqlite'), { readonly: true });
console.log(database.prepare('SELECT asset, final, topoheight FROM balance').raw().get()); // [ 'TOS', '18446744073709551615', 0 ]
database.close();
rmSync(location, { recursive: true });
