import { notRunRules } from '../vectors/not-run-rule.ts';
import { type FileRun, summarise } from '../vectors/report.ts';

const HEADINGS = ['file', 'total', 'passed', 'failed', 'not run'];

/** The report for people, in Markdown: a table by file, the rules by which vectors were not run, and each failure. */
export function formatReport(runs: readonly FileRun[]): string {
  return [formatTable(runs), ...formatRules(runs), ...formatFailures(runs)].join('\n');
}

export function formatTable(runs: readonly FileRun[]): string {
  const all = summarise(runs);
  const rows = [...all.files, { ...all, file: 'all' }].map(({ file, total, passed, failed, notRun }) => [
    file,
    ...[total, passed, failed, notRun].map(String),
  ]);
  const widths = HEADINGS.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(HEADINGS), line(rule), ...rows.map(line)].join('\n');
}

/** One line per rule by which vectors were not run. */
export function formatRules(runs: readonly FileRun[]): string[] {
  const lines = Object.entries(notRunRules).flatMap(([rule, text]) => {
    const byFile = runs.flatMap(({ report, rules }) =>
      [...rules].flatMap(([name, count]) => (name === rule ? [{ file: report.file, count }] : [])),
    );
    const sum = byFile.reduce((total, { count }) => total + count, 0);
    const files = byFile.map(({ file, count }) => `${file} ${count}`).join(', ');
    return sum === 0 ? [] : [`- ${sum} not run: ${text} (${files})`];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

function formatFailures(runs: readonly FileRun[]): string[] {
  return runs.flatMap(({ report }) =>
    report.failures.map(({ index, name, reason }) => `\nFAILED ${report.file} #${index} ${name}\n  ${reason}`),
  );
}
