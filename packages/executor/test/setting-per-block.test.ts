import { decodeBatch, encodeTransaction } from '@tos/transaction';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type BlockExecutor, createBlockExecutor, type ExecutionMode, type ExecutionOptions } from '../src/index.ts';
import { contextOver, describeOutcome, INJECTED_VERIFIER, minerFrame } from './block-fixture.ts';
import { parityRules } from './parity-rules.ts';
import { randomBlock } from './random-block.ts';
import { fundedSenders, transferBlock } from './transfer-block.ts';

const RUNS = 100 * Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const SENDERS = 12;

const open: BlockExecutor[] = [];
function executor(setting: ExecutionMode): BlockExecutor {
  const made = createBlockExecutor({ setting, workers: 2, verifierModule: INJECTED_VERIFIER });
  open.push(made);
  return made;
}
afterAll(async () => {
  for (const each of open) await each.close();
});

/** The mode and the reason with which an executor of `own` executes twelve unknown transfers. */
async function choice(own: ExecutionMode, options: Partial<ExecutionOptions>): Promise<string> {
  const context = contextOver(fundedSenders(SENDERS));
  const outcome = await executor(own).execute(transferBlock(SENDERS), context, {
    policy: 'build',
    rules: parityRules,
    ...options,
  });
  return `${outcome.report.mode}: ${outcome.report.reason}`;
}

test('a block has the setting and the threshold of its call, else those of executor and network', async () => {
  expect(await choice('auto', {})).toBe('parallel: pays');
  expect(await choice('auto', { setting: 'sequential' })).toBe('sequential: switched off');
  expect(await choice('auto', { setting: 'parallel' })).toBe('parallel: forced');
  expect(await choice('auto', { parallelThreshold: SENDERS })).toBe('parallel: pays');
  expect(await choice('auto', { parallelThreshold: SENDERS + 1 })).toBe('sequential: few transactions');
  expect(await choice('parallel', { setting: 'auto', parallelThreshold: 13 })).toBe('sequential: few transactions');
  // An executor that was made for sequential execution has no threads: main does all.
  expect(await choice('sequential', {})).toBe('sequential: switched off');
  expect(await choice('sequential', { setting: 'auto' })).toBe('sequential: no healthy workers');
  expect(await choice('sequential', { setting: 'parallel' })).toBe('parallel: forced');
});

test('switching between blocks, while others wait, changes no result', async () => {
  const switched = executor('auto');
  const judge = executor('sequential');
  const modes = { sequential: 0, parallel: 0 };
  const setting = fc.record({
    setting: fc.constantFrom<ExecutionMode>('auto', 'parallel', 'sequential'),
    parallelThreshold: fc.nat(20),
    policy: fc.constantFrom('build', 'validate'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(randomBlock(4, 20), setting), { minLength: 1, maxLength: 6 }),
      async (blocks) => {
        // All calls are made at once, so that each is made while others are under way or wait.
        const found = await Promise.all(
          blocks.map(async ([block, options], i) => {
            const batch = decodeBatch(block.transactions.map(encodeTransaction));
            const context = contextOver(block.state, minerFrame(block.miner, block.reward));
            const outcome = await switched.execute(batch, context, { ...options, rules: parityRules });
            modes[outcome.report.mode]++;
            if (options.setting !== 'auto') expect(outcome.report.mode, `block ${i}`).toBe(options.setting);
            const expected = await judge.execute(batch, context, { policy: options.policy, rules: parityRules });
            return { i, outcome: describeOutcome(outcome), expected: describeOutcome(expected) };
          }),
        );
        for (const { i, outcome, expected } of found) expect(outcome, `block ${i}`).toEqual(expected);
      },
    ),
    { numRuns: RUNS },
  );
  for (const [mode, count] of Object.entries(modes)) expect(count, mode).toBeGreaterThan(RUNS / 5);
});
