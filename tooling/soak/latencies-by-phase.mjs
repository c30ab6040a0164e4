import { quantile } from './quantile.mjs';

const kinds = { submit: 'submitMs', read: 'readMs', block: 'mineMs' };

/** Latencies in milliseconds by what the blocks were made of. @returns {{ phase: string, what: string, count: number, p50: number, p99: number }[]} */
export function latenciesByPhase(samples) {
  const phases = [...new Set(samples.map(({ shape }) => shape))].sort();
  return phases.flatMap((phase) => {
    const own = samples.filter(({ shape }) => shape === phase);
    return Object.entries(kinds).flatMap(([what, member]) => {
      const values = own.flatMap((sample) => sample[member]);
      if (values.length === 0) return [];
      return [{ phase, what, count: values.length, p50: quantile(values, 0.5), p99: quantile(values, 0.99) }];
    });
  });
}
