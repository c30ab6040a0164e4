import { commonSlope } from './slope.mjs';

/** Blocks after a start in which caches fill and code is compiled. */
const WARM_UP = 15;

/**
 * What must not grow, and by how much it may per 100 blocks: a share of its mean. A memory that grew by a tenth per 100 blocks would double in
 * a thousand. Disk is measured per byte of the chain, because the chain itself grows.
 */
const limits = [
  { name: 'memory', of: ({ residentBytes }) => residentBytes, share: 0.1 },
  { name: 'handles', of: ({ handles }) => handles, share: 0.1 },
  { name: 'threads', of: ({ threads }) => threads, share: 0.02 },
  { name: 'disk per byte of the chain', of: ({ diskBytes, chainBytes }) => diskBytes / chainBytes, share: 0.1 },
];

/**
 * Judges whether the node's needs stay as they are while it runs.
 * @param samples one per block, with `life`, the number of the process, and `age`, the blocks that it has made
 * @returns {{ name: string, fit: object | null, isFlat: boolean | null }[]} `isFlat` is null where there are too few samples, and false where even
 *   the lower end of the interval grows beyond the limit
 */
export function judgeFlatness(samples) {
  const warm = samples.filter(({ age }) => age > WARM_UP);
  return limits.map(({ name, of, share }) => {
    const lives = new Map();
    for (const sample of warm) {
      const y = of(sample);
      if (y === null || !Number.isFinite(y)) continue;
      lives.set(sample.life, [...(lives.get(sample.life) ?? []), { x: sample.block, y }]);
    }
    const fit = commonSlope([...lives.values()]);
    return { name, fit, isFlat: fit === null ? null : 100 * fit.low <= share * fit.mean };
  });
}
