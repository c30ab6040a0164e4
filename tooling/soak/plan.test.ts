import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOf } from './plan.mjs';

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });
/** The faults that end the process. */
const ending = ['full-disk', 'restart', 'kill'];
const kinds = ['clock', 'clock-back', 'execution', ...ending, 'reconnect', 'revert', 'snapshot'];

/** The numbers of blocks between two ends of the process. */
function livesOf(plan: ReturnType<typeof planOf>): number[] {
  const ends = plan.filter(({ faults }) => faults.some(({ kind }) => ending.includes(kind))).map(({ block }) => block);
  return [...ends, plan.length].map((block, i) => block - (ends[i - 1] ?? 0));
}

test('a long run has processes that live for about 300 blocks, and kinds of faults that come again and again', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const plan = planOf({ blocks: 1000, seed });
      expect(livesOf(plan).filter((blocks) => blocks >= 299).length).toBe(2);
      for (const kind of kinds) {
        const count = plan.filter(({ faults }) => faults.some((fault) => fault.kind === kind)).length;
        expect(count, kind).toBeGreaterThanOrEqual(4);
      }
    }),
    { numRuns: 20 },
  );
});

test('a short run has one of everything, and equal seeds give equal plans', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const plan = planOf({ blocks: 60, seed });
      expect(new Set(plan.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(new Set(kinds));
      expect(planOf({ blocks: 60, seed })).toEqual(plan);
    }),
    { numRuns: 20 },
  );
});
