import { type MetricDescription, metricTable } from '@tos/executor';

/** The metrics of the executor with a label whose values are new in every block: each value would be a new series for Prometheus. */
const UNBOUNDED: ReadonlySet<string> = new Set(['hotRecordAccesses', 'hotRecordWaits']);

/** A metric of the executor, as Prometheus gets it. */
export interface ExportedExecutorMetric {
  /** The executor's name of it, such as `phaseTime`. */
  readonly name: string;
  /** Such as `tos_executor_phase_time_seconds_total`. */
  readonly exportedName: string;
  readonly description: MetricDescription;
  /** What the executor's value is multiplied with: Prometheus counts seconds. */
  readonly factor: number;
}

/** The exported metrics of the executor, whose names follow from the executor's table. */
export const exportedExecutorMetrics: readonly ExportedExecutorMetric[] = Object.entries<MetricDescription>(metricTable)
  .filter(([name]) => !UNBOUNDED.has(name))
  .map(([name, description]) => ({
    name,
    exportedName: exportedNameOf(name, description),
    description,
    factor: description.unit === 'microseconds' ? 1e-6 : 1,
  }));

function exportedNameOf(name: string, { type, unit }: MetricDescription): string {
  const words = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (type === 'info') return `tos_executor_${words}_info`;
  const shownUnit = unit === 'microseconds' ? 'seconds' : unit;
  const withUnit = words.split('_').includes(shownUnit) ? words : `${words}_${shownUnit}`;
  return `tos_executor_${withUnit}${type === 'counter' ? '_total' : ''}`;
}
