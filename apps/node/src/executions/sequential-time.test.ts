import type { TracedClaim } from '@tos/executor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sequentialTime } from './sequential-time.ts';

/** Spans that follow one another, from gaps and lengths by turns. */
function spans(lengths: readonly number[]): { start: number; end: number }[] {
  const edges: number[] = [];
  for (const length of lengths) edges.push((edges.at(-1) ?? 0) + length);
  return Array.from({ length: edges.length >> 1 }, (_, i) => ({ start: edges[2 * i]!, end: edges[2 * i + 1]! }));
}

test('it is every microsecond of main outside of the verification, and in it the pass and all claims one after the other', () => {
  const lengths = fc.array(fc.nat(9), { maxLength: 20 });
  fc.assert(
    fc.property(lengths, lengths, fc.array(fc.nat(50), { maxLength: 9 }), (verify, pass, claims) => {
      const verifying = spans(verify);
      const passing = spans(pass);
      const phases = [
        ...verifying.map((span) => ({ phase: 'verify' as const, ...span })),
        ...passing.map((span) => ({ phase: 'pass' as const, ...span })),
      ].sort((a, b) => a.end - b.end);
      const at = (all: readonly { start: number; end: number }[], t: number): boolean =>
        all.some(({ start, end }) => start <= t && t < end);
      let expected = claims.reduce((sum, took) => sum + took, 0);
      const END = 400;
      for (let t = 0; t < END; t++) if (!at(verifying, t) || at(passing, t)) expected++;
      const traced = claims.map(
        (took, thread): TracedClaim => ({
          thread,
          kind: 'owners',
          count: 1,
          transactions: [],
          start: 5,
          end: 5 + took,
        }),
      );
      expect(sequentialTime({ phases, claims: traced }, { commit: { start: END, end: END } })).toBe(expected);
    }),
  );
});
