import type { HistogramValue } from './histogram.ts';
import type { MetricDescription, MetricName, metricTable } from './metric-table.ts';

/** Records by label, as deep as there are labels. */
type Labelled<Labels extends readonly string[], V> = Labels extends readonly [string, ...infer Rest extends string[]]
  ? { readonly [label: string]: Labelled<Rest, V> }
  : V;

type ValueOf<D extends MetricDescription> = D['type'] extends 'info'
  ? string
  : D['type'] extends 'histogram'
    ? HistogramValue
    : number;

/** What an executor has done since its start: plain data, frozen, with whole numbers only. `docs/metrics.md` describes each metric. */
export type ExecutorMetrics = {
  readonly [N in MetricName]: Labelled<(typeof metricTable)[N]['labels'], ValueOf<(typeof metricTable)[N]>>;
};

/** Returns a copy that nobody can change. */
export function frozenMetrics(metrics: ExecutorMetrics): ExecutorMetrics {
  return deeplyFrozen(structuredClone(metrics));
}

function deeplyFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deeplyFrozen(part);
  return Object.freeze(value);
}
