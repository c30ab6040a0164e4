import { type MetricDescription, metricTable } from '../src/index.ts';

// Makes docs/metrics.md from the table of metrics.

export function metricsPage(): string {
  const rows = Object.entries<MetricDescription>(metricTable).map(
    ([name, { type, unit, labels, help }]) =>
      `| \`${name}\` | ${type} | ${unit} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  );
  const buckets = Object.entries<MetricDescription>(metricTable).flatMap(([name, { buckets: bounds }]) =>
    bounds === undefined ? [] : [`| \`${name}\` | ${bounds.join(', ')} |`],
  );
  return `# Metrics of an executor

What \`await executor.metrics()\` returns: one frozen object with these members, since the start of the executor. This page is made by
the tests from \`src/metrics/metric-table.ts\` (\`vitest run packages/executor/test/metrics.test.ts -u\`); they fail when it is not true.

The value of a metric without labels is a number, or a text where the type is info. With labels it is a record by the first label
of records by the next: \`metrics.blocks.parallel.pays\`. Every number is a whole one below 2^53, so \`JSON.stringify\` loses nothing, and
a label that is not there stands for 0. Rates and averages are left to the reader: the conflict rate of the last block is
\`lastBlockConflicts / lastBlockTransactions\`, the use of a thread \`busyTime / (busyTime + idleTime)\`.

| metric | type | unit | labels | what it is |
|---|---|---|---|---|
${rows.join('\n')}

A histogram is \`{ counts, sum, count }\`. \`counts\` has, for each upper bound (included), the observations above the bound before it,
and at its end those above all; the running sums of \`counts\` are the buckets of a Prometheus histogram.

| histogram | upper bounds |
|---|---|
${buckets.join('\n')}
`;
}
