import { readFileSync } from 'node:fs';
import { createBlockExecutor } from '@tos/executor';
import { createMemoryStorage } from '@tos/state';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { NodeEvents } from '../src/events/node-events.ts';
import { exportedExecutorMetrics } from '../src/metrics/executor-metric-names.ts';
import { type MetricDefinition, metricTable } from '../src/metrics/metric-table.ts';
import { NodeMetrics } from '../src/metrics/node-metrics.ts';
import { parseMetrics } from './parse-metrics.ts';

const panelSchema = z.object({
  id: z.number(),
  title: z.string().min(1),
  type: z.enum(['timeseries', 'stat']),
  description: z.string().min(1),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().min(1) }) }),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.object({ expr: z.string().min(1), legendFormat: z.string().min(1) })).min(1),
});
const rowSchema = z.object({ id: z.number(), title: z.string().min(1), type: z.literal('row') });
const dashboardSchema = z.object({
  uid: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
  panels: z.array(z.union([rowSchema, panelSchema])),
});

/** The units of Grafana that the panels use. */
const UNITS = ['short', 's', 'ops', 'bytes', 'percentunit', 'bool_on_off'];

const dashboard = dashboardSchema.parse(
  JSON.parse(readFileSync(new URL('../dashboards/tos-node.json', import.meta.url), 'utf8')),
);
const panels = dashboard.panels.flatMap((panel) => (panel.type === 'row' ? [] : [panel]));

/** The type and the labels of each series that a node exports, by the name in expressions. */
const series = new Map<string, { readonly type: string; readonly labels: readonly string[] }>();

beforeAll(async () => {
  await using executor = createBlockExecutor({ setting: 'sequential', workers: 0 });
  const storage = createMemoryStorage();
  await storage.open();
  const hash = new Uint8Array(32);
  const head = { hash, height: 0, topoheight: 0, timestamp: 0, digest: hash, supply: { emitted: 0n, burned: 0n } };
  const metrics = new NodeMetrics({
    chain: { head },
    mempool: { size: 0, bytes: 0 },
    storage,
    executor,
    events: new NodeEvents(),
    isParallel: () => true,
    connections: async () => 0,
    build: { version: '', network: '', storage: '' },
  });
  const labelsOf = new Map<string, readonly string[]>([
    ...Object.entries<MetricDefinition>(metricTable).map(([name, { labels }]) => [name, labels] as const),
    ...exportedExecutorMetrics.map(({ exportedName, description }) => [exportedName, description.labels] as const),
    ['nodejs_gc_duration_seconds', ['kind']],
  ]);
  for (const [name, { type }] of parseMetrics(await metrics.text())) {
    const labels = ['instance', ...(labelsOf.get(name) ?? [])];
    series.set(name, { type, labels });
    if (type !== 'histogram') continue;
    series.set(`${name}_bucket`, { type: 'counter', labels: [...labels, 'le'] });
    for (const part of ['sum', 'count']) series.set(`${name}_${part}`, { type: 'counter', labels });
  }
});

function namesIn(expression: string): string[] {
  return [...expression.matchAll(/\b(?:tos|process|nodejs)_\w+/g)].map(([name]) => name);
}

test('every panel has a title, a description, a unit that Grafana knows, and a place of its own', () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  for (const { title, fieldConfig } of panels) expect(UNITS, title).toContain(fieldConfig.defaults.unit);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { title, gridPos } of panels) expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
});

describe.each(panels.map((panel) => [panel.title, panel] as const))('%s', (_, panel) => {
  test.each(panel.targets)('$expr', ({ expr, legendFormat }) => {
    const names = namesIn(expr);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(series.has(name), `${name} is exported`).toBe(true);
    // A counter is shown by its growth, and nothing else is.
    for (const name of names) {
      const isGrowth = new RegExp(`(rate|increase)\\(${name}\\b`).test(expr);
      expect(isGrowth, `${name} within rate or increase`).toBe(series.get(name)?.type === 'counter');
    }
    const labels = new Set(names.flatMap((name) => series.get(name)?.labels ?? []));
    const grouped = [...expr.matchAll(/(?:by|without) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
    const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
    for (const label of [...grouped, ...shown]) expect(labels.has(label), `${label} is a label of ${names}`).toBe(true);
    expect(expr.split('(').length, 'brackets').toBe(expr.split(')').length);
  });
});

test('the whole table is on the dashboard', () => {
  const shown = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr)));
  for (const [name, { type }] of Object.entries<MetricDefinition>(metricTable)) {
    const names = type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
    expect(
      names.some((one) => shown.includes(one)),
      name,
    ).toBe(true);
  }
});

test('the list of nodes comes from a metric that is exported', () => {
  for (const { definition } of dashboard.templating.list) {
    for (const name of namesIn(definition ?? '')) expect(series.has(name), name).toBe(true);
  }
});
