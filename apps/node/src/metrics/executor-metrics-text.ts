import type { ExecutorMetrics, HistogramValue } from '@tos/executor';
import { type ExportedExecutorMetric, exportedExecutorMetrics } from './executor-metric-names.ts';

type Labels = readonly (readonly [name: string, value: string])[];

/**
 * The metrics of an executor in the text format of Prometheus. The executor counts for itself, and prom-client takes no ready counts.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function executorMetricsText(metrics: ExecutorMetrics): string {
  const values = new Map<string, unknown>(Object.entries(metrics));
  return exportedExecutorMetrics.map((metric) => textOf(metric, values.get(metric.name))).join('\n');
}

function textOf({ exportedName, description, factor }: ExportedExecutorMetric, value: unknown): string {
  const { type, labels, help, buckets = [] } = description;
  const head = `# HELP ${exportedName} ${help}\n# TYPE ${exportedName} ${type === 'info' ? 'gauge' : type}\n`;
  if (type === 'info') return `${head}${line(exportedName, [['value', String(value)]], 1)}`;
  if (isHistogramValue(value)) return `${head}${histogramLines(exportedName, value, { buckets, factor })}`;
  return (
    head +
    samplesOf(value, labels)
      .map((sample) => line(exportedName, sample.labels, sample.value * factor))
      .join('')
  );
}

/** The buckets of a histogram, each with all observations up to its bound, and its sum and count. */
function histogramLines(
  name: string,
  { counts, sum, count }: HistogramValue,
  { buckets, factor }: { readonly buckets: readonly number[]; readonly factor: number },
): string {
  let upTo = 0;
  const lines = buckets.map((bound, i) => {
    upTo += counts[i] ?? 0;
    return line(`${name}_bucket`, [['le', String(bound * factor)]], upTo);
  });
  const rest = [line(`${name}_bucket`, [['le', '+Inf']], count), line(`${name}_sum`, [], sum * factor)];
  return [...lines, ...rest, line(`${name}_count`, [], count)].join('');
}

/** The numbers in a value, which has as many levels of records as there are labels. */
function samplesOf(value: unknown, [label, ...rest]: readonly string[]): { labels: Labels; value: number }[] {
  if (label === undefined) return typeof value === 'number' ? [{ labels: [], value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    samplesOf(inner, rest).map((sample) => ({ ...sample, labels: [[label, key], ...sample.labels] as const })),
  );
}

function line(name: string, labels: Labels, value: number): string {
  const text = labels.map(([label, of]) => `${label}="${escaped(of)}"`).join(',');
  return `${name}${text === '' ? '' : `{${text}}`} ${value}\n`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function isHistogramValue(value: unknown): value is HistogramValue {
  return typeof value === 'object' && value !== null && 'counts' in value && Array.isArray(value.counts);
}
