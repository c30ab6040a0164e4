import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BlockTime, blockTimeText, parseBlockTime } from './block-time.ts';

test('the four ways to make blocks', () => {
  const table: Record<string, BlockTime | undefined> = {
    '1': { mode: 'needed', ms: 1000 },
    '1s': { mode: 'needed', ms: 1000 },
    '0.5': { mode: 'needed', ms: 500 },
    '500ms': { mode: 'needed', ms: 500 },
    '0': { mode: 'needed', ms: 0 },
    '3600s': { mode: 'needed', ms: 3_600_000 },
    'every-5s': { mode: 'every', ms: 5000 },
    'every-250ms': { mode: 'every', ms: 250 },
    manual: { mode: 'manual', ms: 0 },
    '3601s': undefined,
    'every-0': undefined,
    'every-': undefined,
    'every 5s': undefined,
    'manual-1s': undefined,
    '-1s': undefined,
    '1 s': undefined,
    '1e3ms': undefined,
    '': undefined,
  };
  for (const [text, expected] of Object.entries(table)) expect(parseBlockTime(text), text).toEqual(expected);
});

test('a block time is read back from its text', () => {
  const ms = fc.integer({ min: 1, max: 3_600_000 });
  const blockTime: fc.Arbitrary<BlockTime> = fc.oneof(
    fc.record({ mode: fc.constantFrom('needed', 'every'), ms }),
    fc.constantFrom({ mode: 'needed', ms: 0 }, { mode: 'manual', ms: 0 }),
  );
  fc.assert(
    fc.property(blockTime, (value) => {
      expect(parseBlockTime(blockTimeText(value))).toEqual(value);
    }),
  );
});

test('whatever is read is within its bounds', () => {
  const text = fc.stringMatching(/^(every-)?[\d.]{0,9}(ms|s)?$/);
  fc.assert(
    fc.property(text, (value) => {
      const parsed = parseBlockTime(value);
      if (parsed === undefined) return;
      expect(Number.isSafeInteger(parsed.ms) && parsed.ms <= 3_600_000, value).toBe(true);
      expect(parseBlockTime(blockTimeText(parsed))).toEqual(parsed);
    }),
  );
});
