import { Verdict } from '@tos/crypto';
import { baselineRules } from '@tos/runtime';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor } from '../src/index.ts';
import { contextOver, describeOutcome, INJECTED_VERIFIER } from './block-fixture.ts';
import { signature } from './random-block.ts';
import { fundedSenders, transferBlock } from './transfer-block.ts';

const RUNS = 30 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const SENDERS = 60;

let executor: BlockExecutor;
afterEach(() => executor?.close());

test('who verifies ahead does not wait for a block that waits for its storage', async () => {
  executor = createBlockExecutor({ setting: 'parallel', workers: 1, verifierModule: INJECTED_VERIFIER });
  const state = fundedSenders(SENDERS);
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const context = contextOver(state);
  const slow = {
    ...context,
    state: {
      readMany: async (refs: Parameters<typeof state.readMany>[0]) => {
        await answered;
        return state.readMany(refs);
      },
    },
  };
  const block = executor.execute(transferBlock(SENDERS), slow, { policy: 'validate', rules: baselineRules });
  const verdicts = await executor.verifySignatures(transferBlock(SENDERS, { amount: 6n }));
  expect([...verdicts]).toEqual(new Array(SENDERS).fill(Verdict.GOOD));
  answer();
  expect(await block).toMatchObject({ refused: null, report: { verified: SENDERS } });
});

test('blocks and signatures ahead, in any mixture at once, give what each gives alone', async () => {
  executor = createBlockExecutor({ workers: 2, verifierModule: INJECTED_VERIFIER });
  const state = fundedSenders(SENDERS);
  const call = fc.record({
    senders: fc.integer({ min: 1, max: SENDERS }),
    amount: fc.integer({ min: 1, max: 8 }),
    bad: fc.option(fc.integer({ min: 0, max: SENDERS })),
    what: fc.constantFrom('build', 'validate', 'ahead'),
    setting: fc.constantFrom('parallel', 'sequential'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
      const run = async ({ senders, amount, bad, what, setting }: (typeof calls)[number], one: BlockExecutor) => {
        const batch = transferBlock(senders, { amount: BigInt(amount), sign: (i) => signature(i !== bad) });
        if (what === 'ahead') return [...(await one.verifySignatures(batch))];
        const outcome = await one.execute(batch, contextOver(state), { policy: what, setting, rules: baselineRules });
        return describeOutcome(outcome);
      };
      const together = await Promise.all(calls.map((each) => run(each, executor)));
      await using alone = createBlockExecutor({ setting: 'sequential', verifierModule: INJECTED_VERIFIER });
      for (const [i, each] of calls.entries()) expect(together[i]).toEqual(await run(each, alone));
    }),
    { numRuns: RUNS },
  );
});
