import { decodeU64Record, encodeU64Record, nonceRef } from '@tos/state';
import { createMemoryStore, createVersionedStorage } from '@tos/versioned-storage';

const account = new Uint8Array(32).fill(7);
const storage = createVersionedStorage(createMemoryStore());
await storage.open();

// Three blocks: each sets the nonce of an account.
for (const topoheight of [0, 1, 2]) {
  const hash = new Uint8Array(32).fill(topoheight + 1);
  const head = { hash, height: topoheight, topoheight };
  const block = { ...head, bytes: hash, transactionHashes: [hash], digest: hash, info: new Uint8Array() };
  const chain = { network: 'devnet', genesis: new Uint8Array(32).fill(1), supply: { emitted: 0n, burned: 0n } };
  const writes = [{ ref: nonceRef(account), value: encodeU64Record(BigInt(topoheight)) }];
  await storage.commit({ blocks: [{ block, writes, metadata: { ...chain, head, tips: [hash], digest: hash } }] });
}

// Every version is there, and a rollback takes blocks back.
for await (const { topoheight, previous, value } of storage.history(nonceRef(account))) {
  if (value) console.log(topoheight, previous, decodeU64Record(value));
}
await storage.commit({ rollbackTo: 1, blocks: [] });
const [newest] = await storage.readMany([nonceRef(account)]);
console.log(newest?.topoheight); // 1
await storage.close();
