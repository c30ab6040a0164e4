import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeU64Record, encodeU64Record, nonceRef } from '@tos/state';
import { createClassicLevelStorage } from '@tos/storage-level/classic';

const location = mkdtempSync(join(tmpdir(), 'tos-'));
const account = new Uint8Array(32).fill(7);

// One block: what it writes, the block itself, and what the chain is after it. All of it or nothing.
const hash = new Uint8Array(32).fill(1);
const block = { hash, height: 0, topoheight: 0, bytes: new Uint8Array(), transactionHashes: [], digest: hash };
const metadata = { genesis: hash, head: { hash, height: 0, topoheight: 0 }, tips: [hash], digest: hash };
const storage = createClassicLevelStorage({ location });
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

// Another time, perhaps another process: everything is there.
await storage.open();
const [version] = await storage.readMany([nonceRef(account)]);
if (version?.value) console.log(version.topoheight, decodeU64Record(version.value)); // 0 5n
await storage.close();
rmSync(location, { recursive: true });
