import { createMemoryStorage, domains, type Storage } from '@tos/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accounts } from '../../../../../packages/chain/test/injected-devnet.ts';
import { InjectedRpcDevnet, transfers } from '../../../test/injected-rpc-devnet.ts';
import { ChainCounts, type Counts } from './chain-counts.ts';

/** The plain oracle: counts all records, and the transactions of all blocks. */
async function counted({ storage }: InjectedRpcDevnet): Promise<Counts> {
  const head = (await storage.metadata())!.head.topoheight;
  let transactions = 0;
  for (let topoheight = 0; topoheight <= head; topoheight++)
    transactions += (await storage.getBlock({ topoheight }))!.transactionHashes.length;
  return {
    accounts: await storage.count(domains.nonce),
    assets: await storage.count(domains.asset),
    contracts: await storage.count(domains.contract),
    transactions,
  };
}

type Step =
  | { readonly type: 'block'; readonly to: readonly number[]; readonly miner: number }
  | { readonly type: 'back'; readonly blocks: number }
  | { readonly type: 'read' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('block' as const),
      to: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
      miner: fc.nat(6),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('back' as const), blocks: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('read' as const) }) },
);

/** A storage that does not know the writes of a block. */
function withoutWrites(storage: Storage): Storage {
  storage.writesAt = async () => undefined;
  return storage;
}

test.each([
  ['knows', createMemoryStorage],
  ['does not know', () => withoutWrites(createMemoryStorage())],
])('counts are exact after blocks and rollbacks, where the storage %s the writes of a block', async (_, create) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 16 }), async (steps) => {
      const devnet = await InjectedRpcDevnet.open(create());
      for (const one of steps) {
        if (one.type === 'read') expect(await devnet.context.counts.read()).toEqual(await counted(devnet));
        else if (one.type === 'back') await devnet.rollback(one.blocks);
        else
          await devnet.block(
            one.to.map((to) => ({ from: 0, payload: transfers(to, 1n) })),
            one.miner,
          );
      }
      expect(await devnet.context.counts.read()).toEqual(await counted(devnet));
    }),
    { numRuns: 40 },
  );
});

test('a contract is counted', async () => {
  const devnet = await InjectedRpcDevnet.open();
  const before = await devnet.context.counts.read();
  const module = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1);
  await devnet.block([{ from: 0, payload: { type: 'deploy_contract', module, invoke: null } }]);
  expect(await devnet.context.counts.read()).toEqual({
    ...before,
    contracts: 1,
    transactions: 1,
    accounts: before.accounts + 1,
  });
});

test('calls at the same time share a count, and later ones read what came since', async () => {
  const devnet = await InjectedRpcDevnet.open();
  let walks = 0;
  const storage = Object.assign(Object.create(devnet.storage) as Storage, {
    iterate: (...args: Parameters<Storage['iterate']>) => {
      if (args[0] === domains.nonce) walks++;
      return devnet.storage.iterate(...args);
    },
  });
  for (const method of ['metadata', 'hashesAt', 'getBlock', 'writesAt', 'readMany'] as const)
    Object.assign(storage, { [method]: devnet.storage[method].bind(devnet.storage) });
  const counts = new ChainCounts(storage);
  await Promise.all([counts.read(), counts.read(), counts.read()]);
  expect(walks).toBe(1);
  await devnet.block([{ from: 0, payload: transfers(6, 1n) }]);
  // The new accounts are the receiver's and the developers'; the miner had one.
  expect(await counts.read()).toMatchObject({ transactions: 1, accounts: accounts.slice(0, 5).length + 2 });
  expect(walks).toBe(1);
});
