import { baselineRules } from '@tos/runtime';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createBlockExecutor } from '../src/index.ts';
import { contextOver, INJECTED_VERIFIER } from './block-fixture.ts';
import { signature } from './random-block.ts';
import { fundedSenders, transferBlock } from './transfer-block.ts';

// A program under test may have timers and a clock that stand still: blocks are executed all the same, and executors close.

const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'] as const;
const clocks = ['performance', 'hrtime', 'Date'] as const;

afterEach(() => {
  vi.useRealTimers();
});

describe.each([
  ['timers', [...timers]],
  ['timers and clocks', [...timers, ...clocks]],
])('%s', (_, toFake) => {
  test.each(['sequential', 'parallel', 'auto'] as const)('%s', async (setting) => {
    vi.useFakeTimers({ toFake });
    const executor = createBlockExecutor({ setting, workers: 1, verifierModule: INJECTED_VERIFIER });
    const block = transferBlock(200, { sign: () => signature(true) });
    const options = { policy: 'validate', rules: baselineRules } as const;
    const outcome = await executor.execute(block, contextOver(fundedSenders(200)), options);
    expect(outcome.refused).toBeNull();
    await executor.close();
  });
});
