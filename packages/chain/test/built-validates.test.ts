import { contentDigest, decodeU64Record, nonceRef, type Storage } from '@tos/state';
import { decodeBatch } from '@tos/transaction';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actualSupply, DEV_FEE_KEY, expectedSupply } from '../src/index.ts';
import { alice, bob, burn, carol, genesis, miner, openChain, testExecutor, transfer } from './devnet.ts';

const senders = [alice, bob, carol, miner];

// The universe is small, so that wrong nonces, amounts beyond the balance, forged signatures and unknown receivers are all likely.
const step = fc.record({
  from: fc.constantFrom(...senders),
  to: fc.constantFrom(...senders.map(({ publicKey }) => publicKey), DEV_FEE_KEY, new Uint8Array(32).fill(1)),
  amount: fc.constantFrom(0n, 1n, 400_000_000n, 2n ** 64n - 1n),
  fee: fc.constantFrom(0n, 15_000n, 1_000_000n),
  kind: fc.constantFrom('transfer', 'transfer', 'burn', 'forged'),
  skew: fc.constantFrom(0n, 0n, 0n, 0n, 1n),
});
const chainOfBlocks = fc.record({
  miner: fc.constantFrom(miner.publicKey, alice.publicKey, DEV_FEE_KEY),
  blocks: fc.array(fc.array(step, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
});

test('every built block validates elsewhere, to the same state, and the supply adds up', async () => {
  const executors = [testExecutor(), testExecutor()] as const;
  await fc.assert(
    fc.asyncProperty(chainOfBlocks, async (scenario) => {
      const ours = await openChain({ executor: executors[0] });
      const theirs = await openChain({ executor: executors[1] });
      const nonces = new Map(senders.map((from) => [from, 0n]));
      const reference = ours.chain.head;
      for (const steps of scenario.blocks) {
        const wires = steps.map(({ from, to, amount, fee, kind, skew }) => {
          const nonce = nonces.get(from)! + skew;
          const common = { from, amount, fee, nonce, reference };
          const wire = kind === 'burn' ? burn(common) : transfer({ ...common, to });
          if (kind === 'forged') wire[wire.length - 1]! ^= 1;
          else nonces.set(from, nonce + 1n);
          return wire;
        });
        const block = await ours.chain.produceBlock({ candidates: decodeBatch(wires), miner: scenario.miner });
        for (const from of senders) nonces.set(from, await nonceOf(ours.storage, from.publicKey));
        await theirs.chain.importBlock(block.bytes);
        expect(theirs.chain.head).toEqual(ours.chain.head);
      }
      expect(await contentDigest(theirs.storage)).toEqual(await contentDigest(ours.storage));
      expect(await actualSupply(theirs.storage)).toBe(await expectedSupply(theirs.storage, genesis));
    }),
    { numRuns: 25 },
  );
});

async function nonceOf(storage: Storage, key: Uint8Array): Promise<bigint> {
  const [version] = await storage.readMany([nonceRef(key)]);
  return version?.value == null ? 0n : decodeU64Record(version.value);
}
