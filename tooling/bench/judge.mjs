// Judges a row by its ratios: met, missed, or not decided while chance alone explains on which side of the target the median lies.
import { median } from './statistics.mjs';

/**
 * The interval between two of the sorted values in which the true median lies with at least this probability, whatever the distribution: each
 * value is above the true median with probability 1/2, independently, so the number of those above it is binomial.
 * @returns [low, high]; the whole line where the values are too few
 */
export function medianInterval(values, confidence = 0.99) {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  // `outside` is the probability that at most `cut` values are below the true median; above it there are as few with the same probability.
  let term = 0.5 ** n;
  let outside = term;
  let cut = -1;
  while (2 * outside <= 1 - confidence) {
    cut++;
    term *= (n - cut) / (cut + 1);
    outside += term;
  }
  return cut < 0 ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [sorted[cut], sorted[n - 1 - cut]];
}

/** Whether ratios, of which the target is the least that is good enough, are `met`, `missed` or `not decided`. */
export function judge(ratios, target) {
  const [low, high] = medianInterval(ratios);
  const verdict = low >= target ? 'met' : high < target ? 'missed' : 'not decided';
  return { ratio: median(ratios), low, high, verdict };
}

/** Of rows that have each been judged, the one with the lowest ratio. All are met only if each is. */
export function worstOf(rows) {
  const [worst] = [...rows].sort((a, b) => a.ratio - b.ratio);
  const verdict = ['missed', 'not decided', 'met'].find((one) => rows.some((row) => row.verdict === one));
  return { ...worst, verdict };
}
