import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeU64Record, encodeU64Record, nonceRef } from '@tos/state';
import { createLmdbStorage } from '@tos/storage-lmdb';

const location = mkdtempSync(join(tmpdir(), 'tos-'));
const account = new Uint8Array(32).fill(7);

// One block: what it writes, the block itself, and what the chain is after it. All of it or nothing.
const hash = new Uint8Array(32).fill(1);
const block = { hash, height: 0, topoheight: 0, bytes: new Uint8Array(), transactionHashes: [], digest: hash };
const metadata = { genesis: hash, head: { hash, height: 0, topoheight: 0 }, tips: [hash], digest: hash };
const storage = createLmdbStorage({ location });
await storage.open();
await storage.commit({
  blocks: [
    {
      block: { ...block, info: new Uint8Array() },
      writes: [{ ref: nonceRef(account), value: encodeU64Record(5n) }],
      metadata: { ...metadata, network: 'devnet', supply: { emitted: 0n, burned: 0n } },
    },
  ],
});
await storage.close();

// Another time, perhaps another process: everything is there. `readOnly` is for readers beside the one that writes.
const reader = createLmdbStorage({ location, readOnly: true });
await reader.open();
const [version] = await reader.readMany([nonceRef(account)]);
if (version?.value) console.log(version.topoheight, decodeU64Record(version.value)); // 0 5n
for await (const { topoheight, previous } of reader.history(nonceRef(account))) console.log(topoheight, previous); // 0 null
await reader.close();
rmSync(location, { recursive: true });
