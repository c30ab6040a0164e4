/** Means that a fit needs, in all lives together. */
const FEWEST = 8;

/** Quantiles of Student's t for a two-sided 95 % interval by degrees of freedom; beyond the last one that of the normal distribution does. */
const QUANTILES = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const NORMAL = 1.96;

/**
 * Fits one slope to the samples of several processes, each of which begins at a level of its own.
 * @param lives {x, y}[][]: the samples of each process, in their order
 * @param perMean samples that are averaged into one: neighbours resemble each other, and each for itself would count as evidence
 * @returns {{ slope: number, low: number, high: number, mean: number } | null} the slope in units of y per unit of x with its 95 % interval, and
 *   the mean of y; null where there are too few samples
 */
export function commonSlope(lives, perMean = 5) {
  const means = lives.map((life) => meansOf(life, perMean)).filter(({ length }) => length > 1);
  const count = means.reduce((sum, { length }) => sum + length, 0);
  if (count < FEWEST) return null;
  let [xx, xy, yy, total] = [0, 0, 0, 0];
  for (const life of means) {
    const x = average(life.map((point) => point.x));
    const y = average(life.map((point) => point.y));
    for (const point of life) {
      xx += (point.x - x) ** 2;
      xy += (point.x - x) * (point.y - y);
      yy += (point.y - y) ** 2;
      total += point.y;
    }
  }
  const slope = xy / xx;
  // One slope, and one level per life.
  const freedom = count - means.length - 1;
  const error = Math.sqrt(Math.max(0, yy - slope * xy) / freedom / xx);
  const margin = (QUANTILES[freedom - 1] ?? NORMAL) * error;
  return { slope, low: slope - margin, high: slope + margin, mean: total / count };
}

function meansOf(samples, perMean) {
  return Array.from({ length: Math.floor(samples.length / perMean) }, (_, i) => {
    const some = samples.slice(perMean * i, perMean * (i + 1));
    return { x: average(some.map(({ x }) => x)), y: average(some.map(({ y }) => y)) };
  });
}

function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
