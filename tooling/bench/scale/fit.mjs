/**
 * Fits the universal scalability law, speed-up(n) = n / (1 + serial (n - 1) + crosstalk n (n - 1)), by least squares over n / speed-up - 1,
 * which is linear in both shares. Without crosstalk it is Amdahl's law; crosstalk is what threads cost one another. Neither is below 0.
 * @param points [threads, speed-up] of at least three numbers of threads, 1 included
 * @returns the two shares; null for fewer points
 */
export function fitScalability(points) {
  if (points.length < 3) return null;
  const rows = points.filter(([n]) => n > 1).map(([n, speedUp]) => ({ a: n - 1, b: n * (n - 1), y: n / speedUp - 1 }));
  const sum = (value) => rows.reduce((total, row) => total + value(row), 0);
  const [aa, ab, bb] = [sum(({ a }) => a * a), sum(({ a, b }) => a * b), sum(({ b }) => b * b)];
  const [ay, by] = [sum(({ a, y }) => a * y), sum(({ b, y }) => b * y)];
  const determinant = aa * bb - ab * ab;
  const serial = determinant === 0 ? ay / aa : (ay * bb - by * ab) / determinant;
  const crosstalk = determinant === 0 ? 0 : (by * aa - ay * ab) / determinant;
  if (crosstalk < 0) return { serial: Math.max(0, ay / aa), crosstalk: 0 };
  if (serial < 0) return { serial: 0, crosstalk: Math.max(0, by / bb) };
  return { serial, crosstalk };
}

/** The speed-up that a fit foretells for a number of threads. */
export function foretold({ serial, crosstalk }, n) {
  return n / (1 + serial * (n - 1) + crosstalk * n * (n - 1));
}
