import { expect, test, vi } from 'vitest';
import { expectParity } from './small-parity.ts';

vi.mock('../src/verification/verification-pool.ts', async () => ({
  VerificationPool: (await import('./scripted-verdicts.ts')).ScriptedVerdicts,
}));

// Each policy has a file of its own, so that two cores can run both.
test('building small blocks: both executors give the result of the plain oracle', async () => {
  const tally = await expectParity('build');
  expect(tally.executed / tally.blocks).toBeGreaterThan(1);
  expect(tally.failed / tally.blocks).toBeGreaterThan(0.5);
  // Every code with which these types and their envelopes can fail.
  expect([...tally.codes].filter((code) => code !== 0).toSorted((a, b) => a - b)).toEqual([
    0x0100, 0x0102, 0x0103, 0x0105, 0x0107, 0x0110, 0x0111, 0x0300, 0x0301, 0x0302, 0x0304, 0x0400, 0x0409, 0xffff,
  ]);
}, 3_600_000);
