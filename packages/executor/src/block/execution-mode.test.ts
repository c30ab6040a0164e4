import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ModeChoice, shouldUseParallelExecution, worthwhileSignatures } from './execution-mode.ts';

type Facts = Parameters<typeof shouldUseParallelExecution>[0];

const ideal: Facts = {
  setting: 'auto',
  transactions: 100,
  threshold: 20,
  signatures: 100,
  signatureMicroseconds: 50,
  workers: 3,
};

// The cases are in the order in which the function looks at them.
const reasons: readonly { because: Partial<Facts>; choice: ModeChoice }[] = [
  { because: { setting: 'sequential' }, choice: { mode: 'sequential', reason: 'switched off' } },
  { because: { setting: 'parallel' }, choice: { mode: 'parallel', reason: 'forced' } },
  { because: { transactions: 19 }, choice: { mode: 'sequential', reason: 'few transactions' } },
  { because: { workers: 0 }, choice: { mode: 'sequential', reason: 'no healthy workers' } },
  { because: { signatures: 5 }, choice: { mode: 'sequential', reason: 'few signatures to check' } },
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

  test('parallel from the threshold on, and from six signatures of 50 us on', () => {
    const mode = (facts: Partial<Facts>) => shouldUseParallelExecution({ ...ideal, ...facts }).mode;
    expect([19, 20, 21].map((transactions) => mode({ transactions }))).toEqual(['sequential', 'parallel', 'parallel']);
    expect([0, 5, 6, 7].map((signatures) => mode({ signatures }))).toEqual([
      'sequential',
      'sequential',
      'parallel',
      'parallel',
    ]);
    expect([0, 1, 64].map((workers) => mode({ workers }))).toEqual(['sequential', 'parallel', 'parallel']);
  });

  test('forcing needs neither transactions nor workers', () => {
    const none: Facts = { ...ideal, setting: 'parallel', transactions: 0, signatures: 0, workers: 0 };
    expect(shouldUseParallelExecution(none).mode).toBe('parallel');
  });

  test.each([
    { signature: 'of a sender with a table', microseconds: 20, from: 15 },
    { signature: 'cheaper than any', microseconds: 1, from: 15 },
    { signature: 'of a new sender', microseconds: 50, from: 6 },
    { signature: 'of a new sender on half as fast a processor', microseconds: 100, from: 3 },
    { signature: 'that noble verifies', microseconds: 2000, from: 3 },
    { signature: 'dearer than any', microseconds: 1_000_000, from: 3 },
  ])('signatures $signature pay from $from on', ({ microseconds, from }) => {
    expect(worthwhileSignatures(microseconds)).toBe(from);
    const mode = (signatures: number) =>
      shouldUseParallelExecution({ ...ideal, signatures, signatureMicroseconds: microseconds }).mode;
    expect([from - 1, from].map(mode)).toEqual(['sequential', 'parallel']);
  });

  const count = fc.nat(40);
  const microseconds = fc.integer({ min: 1, max: 5000 });
  const anyFacts = fc.record({
    setting: fc.constant('auto' as const),
    transactions: count,
    threshold: count,
    signatures: count,
    signatureMicroseconds: microseconds,
    workers: fc.nat(3),
  });

  test.each(['transactions', 'signatures', 'signatureMicroseconds', 'workers'] as const)(
    'what is parallel stays so with more %s',
    (fact) => {
      fc.assert(
        fc.property(anyFacts, fc.nat(100), (facts, more) => {
          fc.pre(shouldUseParallelExecution(facts).mode === 'parallel');
          expect(shouldUseParallelExecution({ ...facts, [fact]: facts[fact] + more }).mode).toBe('parallel');
        }),
      );
    },
  );

  test('counting as many signatures as are worthwhile is enough', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const signatures = Math.min(facts.signatures, worthwhileSignatures(facts.signatureMicroseconds));
        expect(shouldUseParallelExecution({ ...facts, signatures })).toEqual(shouldUseParallelExecution(facts));
      }),
    );
  });

  test('no measured time decides for fewer than 3 signatures, nor for 15 or more', () => {
    fc.assert(
      fc.property(microseconds, microseconds, (one, other) => {
        const mode = (signatures: number, signatureMicroseconds: number) =>
          shouldUseParallelExecution({ ...ideal, signatures, signatureMicroseconds }).mode;
        for (const signatures of [0, 1, 2, 15, 100]) expect(mode(signatures, one)).toBe(mode(signatures, other));
      }),
    );
  });
});
