import { groupBy } from './group-by.mjs';
import { commonSlope } from './slope.mjs';

/** Blocks after a start in which caches fill, code is compiled, and the heap gets its size. */
const WARM_UP = 100;
/** Blocks below which files are no measure: a log that is emptied now and then is most of them. */
const FEWEST_BLOCKS = 300;

const MIB = 2 ** 20;

const ofLives = (samples) => [
  ...groupBy(
    samples.filter(({ age }) => age > WARM_UP),
    ({ life }) => life,
  ).values(),
];
const ofSecondHalf = (samples) => (samples.length < FEWEST_BLOCKS ? [] : [samples.slice(samples.length / 2)]);

/**
 * What must not grow, and by how much it may per 100 blocks: a share of its mean. A memory that grew by a tenth per 100 blocks would double in
 * a thousand. Disk is measured per byte of the chain, because the chain itself grows, and over the whole run, because files outlive processes.
 */
const limits = [
  { name: 'memory, MiB', of: ({ memoryBytes }) => memoryBytes && memoryBytes / MIB, share: 0.1, series: ofLives },
  {
    name: 'heap after collection, MiB',
    of: ({ heapBytes }) => heapBytes && heapBytes / MIB,
    share: 0.1,
    series: ofLives,
    perMean: 2,
  },
  {
    name: 'buffers after collection, MiB',
    of: ({ bufferBytes }) => bufferBytes && bufferBytes / MIB,
    share: 0.1,
    series: ofLives,
    perMean: 2,
  },
  { name: 'sockets without a client', of: ({ clientlessSockets }) => clientlessSockets, share: 0.1, series: ofLives },
  { name: 'handles', of: ({ handles }) => handles, share: 0.1, series: ofLives },
  { name: 'threads', of: ({ threads }) => threads, share: 0.02, series: ofLives },
  {
    name: 'disk per byte of the chain',
    of: ({ diskBytes, chainBytes }) => diskBytes / chainBytes,
    share: 0.1,
    series: ofSecondHalf,
  },
];

/**
 * Judges whether the node's needs stay as they are while it runs.
 * @param samples one per block, with `life`, the number of the process, and `age`, the blocks that it has made
 * @returns {{ name: string, fit: object | null, share: number, isFlat: boolean | null }[]} `share` is the limit, and `isFlat` is null where there are too few samples, and false where even
 *   the lower end of the interval grows beyond the limit
 */
export function judgeFlatness(samples) {
  return limits.map(({ name, of, share, series, perMean }) => {
    const points = series(samples).map((some) =>
      some.flatMap((sample) => {
        const y = of(sample);
        return y === null ? [] : [{ x: sample.block, y }];
      }),
    );
    const fit = commonSlope(points, perMean);
    return { name, fit, share, isFlat: fit === null ? null : 100 * fit.low <= share * fit.mean };
  });
}
