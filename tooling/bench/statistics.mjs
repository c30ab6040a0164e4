// The functions that benchmarks share: medians, ratios, and the table that people read.

export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
}

export const median = (values) => quantile(values, 0.5);

/** Microseconds of CPU (user and system, this whole process) that a call takes. */
export function cpuMicroseconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

export function isMet({ op, value }, measured) {
  return op === '>=' ? measured >= value : measured <= value;
}

/** A row of the report: `samples` are in `unit`, and each of `ratios` compares with the baseline within one round. */
export function result({ name, samples, unit, baseline = null, ratios = null, target = null }) {
  const ratio = ratios === null ? null : median(ratios);
  const measured = target?.on === 'ratio' ? ratio : median(samples);
  return {
    name,
    median: median(samples),
    p50: quantile(samples, 0.5),
    p99: quantile(samples, 0.99),
    unit,
    baseline,
    ratio,
    target,
    ok: target === null ? null : isMet(target, measured),
  };
}

export function print(results) {
  const rows = results.map(({ name, median, unit, baseline, ratio, target, ok }) => [
    name,
    `${median.toPrecision(3)} ${unit}`,
    ratio === null ? '' : `${ratio.toFixed(2)} x`,
    baseline ?? '',
    target === null ? '' : `${target.op} ${target.value}${target.on === 'ratio' ? ' x' : ` ${unit}`}`,
    ok === null ? '' : ok ? 'met' : 'MISSED',
  ]);
  const head = ['what', 'median', 'ratio', 'against', 'target', ''];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  for (const row of [head, ...rows]) console.log(row.map((cell, i) => cell.padEnd(widths[i])).join('  '));
}
