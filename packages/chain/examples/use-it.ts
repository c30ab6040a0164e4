import { accountHistory, Chain, createDevnetGenesis, defaultMempoolLimits, Mempool } from '@tos/chain';
import { createKeyPair } from '@tos/crypto';
import { createBlockExecutor } from '@tos/executor';
import { COIN, networks } from '@tos/protocol';
import { createMemoryStorage } from '@tos/state';
import { buildTransaction, encodeTransaction } from '@tos/transaction';

const network = networks.devnet;
const [alice, bob, miner] = [2, 3, 4].map((seed) => createKeyPair(Uint8Array.of(seed, ...new Uint8Array(31))));
if (!alice || !bob || !miner) throw new Error('three keys');

// A devnet on which Alice has 100 TOS. Any storage will do; this one forgets everything when it is closed.
const genesis = createDevnetGenesis({
  allocations: [{ publicKey: alice.publicKey, amount: 100n * COIN }],
  timestamp: Date.now(),
});
const storage = createMemoryStorage();
await storage.open();
const executor = createBlockExecutor();
const chain = await Chain.open({ storage, executor, network, genesis });

// Alice sends Bob 5 TOS. The reference is a block that she knows: on another chain the transaction is void.
const mempool = new Mempool(defaultMempoolLimits, { chain, executor });
const transfer = { asset: new Uint8Array(32), destination: bob.publicKey, amount: 5n * COIN, extraData: null };
const transaction = buildTransaction({
  network,
  keyPair: alice,
  payload: { type: 'transfers', transfers: [transfer] },
  nonce: 0n,
  reference: { hash: chain.head.hash, topoheight: BigInt(chain.head.topoheight) },
});
await mempool.add(encodeTransaction(transaction));

// A block of what waits, executed once and committed whole.
const candidates = mempool.take(1_000_000, 1_000);
const block = await chain.produceBlock({ candidates, miner: miner.publicKey });
mempool.afterBlock(block.transactions, block.leftOut);
console.log(block.height, block.transactions.count, block.info.gasFee); // 1 1 15000n

// Anyone with the same genesis accepts its bytes and has the same state after it.
const other = createMemoryStorage();
await other.open();
const follower = await Chain.open({ storage: other, executor, network, genesis });
const { digest } = await follower.importBlock(block.bytes);
console.log(digest.join() === chain.head.digest.join()); // true

// What blocks did to Bob, newest first, in pages: his first coins came with a nonce and a balance. `next` begins the next page.
const { blocks, next } = await accountHistory(other, bob.publicKey, { limit: 10 });
console.log(blocks[0]?.topoheight, blocks[0]?.changes.length, next); // 1 2 null

await executor.close();
await Promise.all([storage.close(), other.close()]);
