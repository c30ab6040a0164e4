import { describe, expect, test } from 'vitest';
import { type ModeChoice, shouldUseParallelExecution } from './execution-mode.ts';

type Facts = Parameters<typeof shouldUseParallelExecution>[0];

const ideal: Facts = { setting: 'auto', transactions: 100, threshold: 20, signatures: 100, workers: 3 };

// The cases are in the order in which the function looks at them.
const reasons: readonly { because: Partial<Facts>; choice: ModeChoice }[] = [
  { because: { setting: 'sequential' }, choice: { mode: 'sequential', reason: 'switched off' } },
  { because: { setting: 'parallel' }, choice: { mode: 'parallel', reason: 'forced' } },
  { because: { transactions: 19 }, choice: { mode: 'sequential', reason: 'few transactions' } },
  { because: { workers: 0 }, choice: { mode: 'sequential', reason: 'no healthy workers' } },
  { because: { signatures: 3 }, choice: { mode: 'sequential', reason: 'few signatures to check' } },
  { because: {}, choice: { mode: 'parallel', reason: 'pays' } },
];

describe('which executor runs a block', () => {
  test.each(reasons)('$choice.reason: $choice.mode', ({ because, choice }) => {
    expect(shouldUseParallelExecution({ ...ideal, ...because })).toEqual(choice);
  });

  test('of several reasons the first one counts', () => {
    reasons.forEach((earlier, i) => {
      // The two settings exclude each other: the earlier one is kept.
      for (const later of reasons.slice(i + 1)) {
        const facts = { ...ideal, ...later.because, ...earlier.because };
        expect(shouldUseParallelExecution(facts), `${earlier.choice.reason}, ${later.choice.reason}`).toEqual(
          earlier.choice,
        );
      }
    });
  });

  test('parallel from the threshold on, and from four signatures on', () => {
    const mode = (facts: Partial<Facts>) => shouldUseParallelExecution({ ...ideal, ...facts }).mode;
    expect([19, 20, 21].map((transactions) => mode({ transactions }))).toEqual(['sequential', 'parallel', 'parallel']);
    expect([0, 3, 4, 5].map((signatures) => mode({ signatures }))).toEqual([
      'sequential',
      'sequential',
      'parallel',
      'parallel',
    ]);
    expect([0, 1, 64].map((workers) => mode({ workers }))).toEqual(['sequential', 'parallel', 'parallel']);
  });

  test('forcing needs neither transactions nor workers', () => {
    const none: Facts = { setting: 'parallel', transactions: 0, threshold: 20, signatures: 0, workers: 0 };
    expect(shouldUseParallelExecution(none).mode).toBe('parallel');
  });
});
