import { ErrorCode, isTosError, PRUNE_SAFETY_LIMIT, REFERENCE_WINDOW } from '@tos/protocol';
import {
  balanceRef,
  contentDigest,
  createMemoryStorage,
  domainList,
  NATIVE_ASSET,
  type OrderedBlock,
  type Storage,
} from '@tos/state';
import { decodeBatch } from '@tos/transaction';
import { expect, test, vi } from 'vitest';
import { chainPointAt } from '../src/history/chain-point.ts';
import { recentBlocks } from '../src/history/recent-blocks.ts';
import {
  actualSupply,
  copyChain,
  decodeBlock,
  encodeBlock,
  expectedSupply,
  pruneChain,
  verifyChain,
} from '../src/index.ts';
import { batch, outcome } from './devnet.ts';
import {
  accounts,
  everyVersion,
  type InjectedDevnet,
  injectedGenesis,
  openInjectedDevnet,
  wireOf,
} from './injected-devnet.ts';

const miner = accounts[4]!;
const LENGTH = PRUNE_SAFETY_LIMIT + 20;

/** A chain with a transfer in every block. */
async function longDevnet(): Promise<InjectedDevnet> {
  const devnet = await openInjectedDevnet();
  for (let n = 0; n < LENGTH; n++) {
    const wire = wireOf({ from: 0, to: 1 + (n % 6), amount: 1000n, nonce: BigInt(n) }, devnet.chain.head);
    await devnet.chain.produceBlock({ candidates: batch(wire), miner });
  }
  return devnet;
}

async function findings({ storage }: Pick<InjectedDevnet, 'storage'>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const finding of verifyChain(storage, injectedGenesis)) found.push(finding);
  return found;
}

test('what is pruned is gone, and all else as before', async () => {
  const devnet = await longDevnet();
  const { chain, storage } = devnet;
  const content = await contentDigest(storage);
  const head = chain.head;
  const ref = balanceRef(accounts[0]!, NATIVE_ASSET);
  const read = async (at: number) => (await storage.readMany([ref], at))[0];
  const [at10, at15] = [await read(10), await read(15)];

  for (const bad of [0, LENGTH - PRUNE_SAFETY_LIMIT + 1, LENGTH, 1.5, -1]) {
    expect(await outcome(() => chain.prune(bad)), String(bad)).toBe('TOS_INVALID_ARGUMENT');
  }
  await chain.prune(10);
  expect((await storage.metadata())?.prunedBelow).toBe(10);
  expect(await outcome(() => chain.prune(9))).toBe('TOS_INVALID_ARGUMENT');
  await chain.prune(10);

  expect(chain.head).toBe(head);
  expect(await contentDigest(storage)).toEqual(content);
  // Reads from the pruned end on are as before; of the versions below only the last one is left.
  expect([await read(10), await read(15)]).toEqual([at10, at15]);
  expect(await read(9)).toMatchObject({ topoheight: 9, previous: null });
  expect(await read(8)).toBeUndefined();
  const versions: number[] = [];
  for await (const { topoheight } of storage.history(ref)) versions.push(topoheight);
  expect(versions.at(-1)).toBe(9);

  expect(await findings(devnet)).toEqual([]);
});

test('no rollback into the safety distance above the pruned part', async () => {
  const { chain } = await longDevnet();
  await chain.prune(15);
  const lowest = 15 + PRUNE_SAFETY_LIMIT;
  for (const options of [{}, { belowStable: true }]) {
    expect(await outcome(() => chain.rollbackTo(lowest - 1, options))).toBe('TOS_INVALID_ARGUMENT');
  }
  expect((await chain.rollbackTo(lowest)).head.topoheight).toBe(lowest);
  // The distance that pruning keeps has not changed.
  expect(await outcome(() => chain.prune(15))).toBe('ok');
  expect(await outcome(() => chain.prune(16))).toBe('TOS_INVALID_ARGUMENT');
});

test('blocks are committed while pruning waits for its next slice', async () => {
  const { chain, storage } = await longDevnet();
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const prune = storage.prune.bind(storage);
  vi.spyOn(storage, 'prune').mockImplementation(async (below) => {
    await gate;
    await prune(below);
  });
  const pruning = chain.prune(20);
  await chain.produceBlock({ candidates: decodeBatch([]), miner });
  expect(chain.head.topoheight).toBe(LENGTH + 1);
  // The topoheight that was asked for counts already, though the storage does not report it yet.
  expect(await outcome(() => chain.rollbackTo(19 + PRUNE_SAFETY_LIMIT))).toBe('TOS_INVALID_ARGUMENT');
  release();
  await pruning;
  expect((await storage.metadata())?.prunedBelow).toBe(20);
});

test('a pruning that fails can be asked for again', async () => {
  const { chain, storage } = await longDevnet();
  vi.spyOn(storage, 'prune').mockRejectedValueOnce(new Error('disk full'));
  await expect(chain.prune(5)).rejects.toThrow('disk full');
  await chain.prune(5);
  expect((await storage.metadata())?.prunedBelow).toBe(5);
});

test('a chain that nobody has open is pruned under the same rules, and goes on where it was stopped', async () => {
  const devnet = await longDevnet();
  const { storage } = devnet;
  const content = await contentDigest(storage);
  const head = (await storage.metadata())!.head.topoheight;
  for (const bad of [0, head - PRUNE_SAFETY_LIMIT + 1]) {
    expect(await outcome(() => pruneChain(storage, bad)), String(bad)).toBe('TOS_INVALID_ARGUMENT');
  }
  const told: number[] = [];
  const stop = ({ done, total }: { done: number; total: number }): void => {
    expect(total).toBe(20);
    told.push(done);
    if (done === 7) throw new Error('enough');
  };
  await expect(pruneChain(storage, 20, stop)).rejects.toThrow('enough');
  expect((await storage.metadata())?.prunedBelow).toBe(7);
  expect(await findings(devnet)).toEqual([]);
  await pruneChain(storage, 20);
  await pruneChain(storage, 20);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect((await storage.metadata())?.prunedBelow).toBe(20);
  expect(await contentDigest(storage)).toEqual(content);
  expect(await findings(devnet)).toEqual([]);
  const empty = createMemoryStorage();
  await empty.open();
  expect(await outcome(() => pruneChain(empty, 1))).toBe('TOS_STORAGE_CONFLICT');
});

test('a copy has every version, and can be stopped and go on', async () => {
  const devnet = await longDevnet();
  const source = devnet.storage;
  const target = createMemoryStorage();
  await target.open();
  let told = 0;
  const stop = (): void => {
    if (++told === 60) throw new Error('enough');
  };
  await expect(copyChain({ source, target }, stop)).rejects.toThrow('enough');
  expect(await copyChain({ source, target })).toBe(0);
  const wire = wireOf({ from: 0, to: 1, amount: 1n, nonce: BigInt(LENGTH) }, devnet.chain.head);
  await devnet.chain.produceBlock({ candidates: batch(wire), miner });
  expect(await copyChain({ source, target })).toBe(LENGTH + 1);
  expect(await everyVersion(target)).toEqual(await everyVersion(source));
  expect(await target.metadata()).toEqual(await source.metadata());
  expect(await target.getBlock({ topoheight: 7 })).toEqual(await source.getBlock({ topoheight: 7 }));
  expect(await findings({ storage: target })).toEqual([]);
});

test('a pruned chain is copied from its watermark on, and goes on there', async () => {
  const { chain, storage: source } = await longDevnet();
  await chain.prune(12);
  const target = createMemoryStorage();
  await target.open();
  await copyChain({ source, target });
  expect(await contentDigest(target)).toEqual(await contentDigest(source));
  expect((await target.metadata())?.prunedBelow).toBe(12);
  expect(await findings({ storage: target })).toEqual([]);
  const copy = await openInjectedDevnet(target);
  const wire = wireOf({ from: 0, to: 1, amount: 1n, nonce: BigInt(LENGTH) }, chain.head);
  expect(copy.chain.head).toEqual(chain.head);
  const block = await chain.produceBlock({ candidates: batch(wire), miner });
  expect((await copy.chain.importBlock(block.bytes)).digest).toEqual(block.digest);
});

test('a copy that ends below what was pruned since cannot go on', async () => {
  const { storage: source } = await openInjectedDevnet();
  const target = createMemoryStorage();
  await target.open();
  await copyChain({ source, target });
  const devnet = await openInjectedDevnet(source);
  for (let n = 0; n < 3; n++) await devnet.chain.produceBlock({ candidates: decodeBatch([]), miner });
  await source.prune(2);
  expect(await outcome(() => copyChain({ source, target }))).toBe('TOS_STORAGE_CONFLICT');
  expect((await target.metadata())?.head.topoheight).toBe(0);
});

/** A chain that begins with the state at the head of another chain. */
async function imported(source: Storage, blocks: AsyncIterable<OrderedBlock>): Promise<Storage> {
  const storage = createMemoryStorage();
  await storage.open();
  const { metadata } = await chainPointAt(source, (await source.metadata())!.head.topoheight);
  async function* records() {
    for (const domain of domainList) {
      for await (const [key, { topoheight, value }] of source.iterate(domain)) {
        if (value !== null) yield { ref: { domain, key }, topoheight, value };
      }
    }
  }
  await storage.importState({ metadata, records: records(), blocks });
  return storage;
}

test('a state with the recent blocks is a chain to go on with', async () => {
  const { chain, storage: source } = await longDevnet();
  const storage = await imported(source, recentBlocks(source, LENGTH));
  const copy = await openInjectedDevnet(storage);
  for (const nonce of [0n, 1n]) {
    const wire = wireOf({ from: 0, to: 1, amount: 1n, nonce: BigInt(LENGTH) + nonce }, chain.head);
    const made = await chain.produceBlock({ candidates: batch(wire), miner });
    expect((await copy.chain.importBlock(made.bytes)).digest).toEqual(made.digest);
  }
  expect(await findings({ storage })).toEqual([]);
  expect(await expectedSupply(storage, injectedGenesis)).toBe(await actualSupply(storage));
  // There is no earlier state to go back to.
  expect(await outcome(() => copy.chain.rollbackTo(LENGTH))).toBe('TOS_INVALID_ARGUMENT');
});

test('a state without one of the recent blocks is no chain', async () => {
  const { storage: source } = await longDevnet();
  async function* without(missing: number): AsyncGenerator<OrderedBlock> {
    for await (const block of recentBlocks(source, LENGTH)) if (block.topoheight !== missing) yield block;
  }
  for (const missing of [LENGTH - PRUNE_SAFETY_LIMIT, LENGTH - 7, LENGTH - 1]) {
    const storage = await imported(source, without(missing));
    expect(await outcome(() => openInjectedDevnet(storage)), String(missing)).toBe('TOS_STORAGE_CORRUPT');
  }
});

test('a pruned, a whole and an imported chain answer alike, for whatever block a transaction or a block names', async () => {
  const whole = await longDevnet();
  const pruned = await openInjectedDevnet(await copyOf(whole.storage));
  await pruned.chain.prune(LENGTH - PRUNE_SAFETY_LIMIT);
  const begun = await openInjectedDevnet(await imported(whole.storage, recentBlocks(whole.storage, LENGTH)));
  const chains = [whole.chain, pruned.chain, begun.chain];
  const nonce = BigInt(LENGTH);

  // Twice, the second time one block later: the window has moved, and the ends of neither chain have.
  for (let more = 0; more < 2; more++) {
    const { topoheight: head, hash: headHash } = whole.chain.head;
    for (const depth of [0, 1, REFERENCE_WINDOW - 1, REFERENCE_WINDOW, REFERENCE_WINDOW + 1, head]) {
      const [hash] = await whole.storage.hashesAt([head - depth]);
      const wire = wireOf({ from: 0, to: 1, amount: 1n, nonce }, { hash: hash!, topoheight: head - depth });
      const expected = depth <= REFERENCE_WINDOW ? undefined : ErrorCode.INVALID_PAYLOAD;
      for (const [i, chain] of chains.entries()) {
        const { results } = await chain.simulate(batch(wire));
        expect(results.at(0).error, `chain ${i}, ${depth} below ${head}`).toBe(expected);
      }
      // A block that the chain has already, and a block whose parent lies that deep.
      const stored = (await whole.storage.getBlock({ topoheight: head - depth }))!;
      const { header } = decodeBlock(stored.bytes);
      const late = {
        ...header,
        height: header.height + 1n,
        nonce: 99n,
        tips: [stored.hash],
        transactionHashes: new Uint8Array(0),
      };
      for (const bytes of [stored.bytes, encodeBlock({ header: late, transactions: decodeBatch([]) })]) {
        if (depth === 0 && bytes !== stored.bytes) continue;
        const answers = await Promise.all(chains.map((chain) => refusalOf(() => chain.importBlock(bytes))));
        expect(new Set(answers).size, `${depth} below ${head}: ${answers}`).toBe(1);
        expect(answers[0], `${depth} below ${head}`).not.toBe('ok');
      }
    }
    expect(chains.map((chain) => chain.head.hash)).toEqual([headHash, headHash, headHash]);
    const block = await whole.chain.produceBlock({ candidates: decodeBatch([]), miner });
    for (const chain of [pruned.chain, begun.chain]) await chain.importBlock(block.bytes);
  }
});

async function copyOf(source: Storage): Promise<Storage> {
  const target = createMemoryStorage();
  await target.open();
  await copyChain({ source, target });
  return target;
}

/** The numeric code of a refusal. */
async function refusalOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'ok';
  } catch (error) {
    if (isTosError(error, 'TOS_RULE_VIOLATION')) return `code ${error.details.code}`;
    throw error;
  }
}
