import { isTosError } from '@tos/protocol';
import { describe, expect, test } from 'vitest';
import { chooseVerifier, verifierNames } from './choose-verifier.ts';
import { runKnownAnswerTest } from './known-answer-test.ts';
import { createNobleVerifier } from './noble-verifier.ts';
import { type SignatureVerifier, Verdict } from './signature-verifier.ts';
import { detectSimd } from './wasm/detect-simd.ts';

describe('chooseVerifier', () => {
  test('takes the fastest that this machine has, and says which', () => {
    expect(chooseVerifier().name).toBe(detectSimd() ? 'wasm-simd' : 'wasm-scalar');
  });

  test.each(verifierNames)('takes %s when forced', (name) => {
    expect(chooseVerifier({ force: name }).name).toBe(name);
  });
});

describe('runKnownAnswerTest', () => {
  const noble = createNobleVerifier();
  /** noble's verdicts, one of them replaced. */
  const lying = (at: number, verdict: number): SignatureVerifier => ({
    ...noble,
    name: 'lying',
    verifyBatch(records, from, to, verdicts) {
      noble.verifyBatch(records, from, to, verdicts);
      if (from <= at && at < to) verdicts[at] = verdict;
    },
  });

  test('passes a verifier that is right', () => {
    runKnownAnswerTest(noble);
  });

  test.each([
    ['refuses a good signature', 0, Verdict.BAD],
    ['takes a bad one', 1, Verdict.GOOD],
    ['leaves one out', 2, Verdict.UNKNOWN],
  ])('throws when a verifier %s', (_what, at, verdict) => {
    let caught: unknown;
    try {
      runKnownAnswerTest(lying(at, verdict));
    } catch (error) {
      caught = error;
    }
    expect(isTosError(caught, 'TOS_INTERNAL')).toBe(true);
    expect(String(caught)).toContain('lying');
  });

  test('throws when only single verifications are wrong', () => {
    expect(() => runKnownAnswerTest({ ...noble, verify: () => false })).toThrow(/known-answer/);
  });
});
