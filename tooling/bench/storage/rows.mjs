// Rows of the report that several parts make.
import { median, quantile, result } from '../statistics.mjs';
import { mean } from './timing.mjs';
import { TRANSFERS } from './workload.mjs';

export const atMost = (value, on = 'median') => ({ on, op: '<=', value });
export const atLeast = (value) => ({ on: 'ratio', op: '>=', value });

const cpu = ({ cpu }) => cpu;
const milliseconds = (times) => times.map(({ wall }) => wall / 1000);

/** CPU time per transfer, flushes included: means, because a flush is not in the median. And the median of the wall time of a commit. */
export function* rowsOfCost(name, { ones, others }, target = null) {
  const [ours, byHand] = [ones, others].map((times) => mean(times.map(cpu)) / TRANSFERS);
  const baseline = 'less than by hand';
  yield result({
    name: `${name}: CPU a transfer`,
    samples: [ours],
    unit: 'us',
    baseline,
    ratios: [byHand / ours],
    target,
  });
  const ratios = [median(milliseconds(others)) / median(milliseconds(ones))];
  yield result({ name: `${name}: wall time of a commit`, samples: milliseconds(ones), unit: 'ms', baseline, ratios });
}

/** The ratio of two means of CPU time per transfer. */
export function rowOfRatio(name, { ones, others }, { baseline, target }) {
  const [value, other] = [ones, others].map((times) => mean(times.map(cpu)) / TRANSFERS);
  return result({ name, samples: [value], unit: 'us', baseline, ratios: [value / other], target });
}

/** The 99th percentile of wall times. */
export function rowOfP99(name, times, { baseline, of = times, target }) {
  const p99 = quantile(milliseconds(times), 0.99);
  return result({ name, samples: [p99], unit: 'ms', baseline, ratios: [p99 / median(milliseconds(of))], target });
}

/** Wall times of reads. */
export function rowOfReads(name, times, target = null) {
  return result({ name, samples: milliseconds(times), unit: 'ms', target });
}
