import { escapeText, MOST_POINTS, plotSvg } from './plot.mjs';
import { quantile } from './quantile.mjs';

const MIB = 2 ** 20;
/** Faults that end the process. */
const ends = new Set(['restart', 'kill', 'full-disk']);
const of = (value, unit = 1) => (value === null ? null : value / unit);

/** What is plotted, each from the sample of a block. */
const plots = [
  {
    title: 'Transactions',
    unit: 'per second, sending included',
    lines: { rate: ({ transactions, seconds }) => transactions / seconds },
  },
  {
    title: 'Answers to senders',
    unit: 'ms',
    lines: { p50: ({ submitMs }) => quantile(submitMs, 0.5), p99: ({ submitMs }) => quantile(submitMs, 0.99) },
  },
  {
    title: 'Answers to readers',
    unit: 'ms',
    lines: { p50: ({ readMs }) => quantile(readMs, 0.5), p99: ({ readMs }) => quantile(readMs, 0.99) },
  },
  { title: 'Making a block', unit: 'ms', lines: { time: ({ mineMs }) => mineMs } },
  { title: 'Memory', unit: 'MiB', lines: { memory: ({ memoryBytes }) => of(memoryBytes, MIB) } },
  {
    title: 'What is needed after a collection of garbage',
    unit: 'MiB',
    lines: { heap: ({ heapBytes }) => of(heapBytes, MIB), buffers: ({ bufferBytes }) => of(bufferBytes, MIB) },
  },
  { title: 'Files of the chain', unit: 'MiB', lines: { size: ({ diskBytes }) => of(diskBytes, MIB) } },
  {
    title: 'Handles and threads',
    unit: 'of the process',
    lines: { handles: ({ handles }) => handles, threads: ({ threads }) => threads },
  },
  {
    title: 'Parallelism of verification',
    unit: 'busy time over wall time',
    lines: { parallelism: ({ parallelism }) => parallelism },
  },
  { title: 'Conflicts', unit: '% of the transactions', lines: { conflicts: ({ conflicts }) => conflicts } },
];

/** The report of a run as one page of HTML, which needs nothing else. */
export function reportPage(report) {
  const { command, samples, faults, checks, coverage, flatness, latencies, refusals, skipped, node, seconds } = report;
  const marks = samples.flatMap(({ block, faults: kinds }) =>
    kinds.length === 0
      ? []
      : [{ block, text: kinds.map(({ kind }) => kind).join(', '), isEnd: kinds.some(({ kind }) => ends.has(kind)) }],
  );
  const figures = plots.map(({ title, unit, lines }) => {
    const series = Object.entries(lines).map(([name, value]) => ({ name, values: samples.map(value) }));
    return plotSvg({ title, unit, series }, marks);
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Soak of a TOS devnet</title>
<style>${STYLE}</style>
<h1>Soak of a TOS devnet: <span class="${faults.length === 0 ? 'good">no faults' : `bad">${faults.length} faults`}</span></h1>
<p><code>${escapeText(command)}</code><br>${samples.length} blocks in ${Math.round(seconds)} s, Node ${escapeText(node)}</p>
${faults.length === 0 ? '' : `<h2>Faults</h2><ul>${faults.map((fault) => `<li>${escapeText(fault)}</li>`).join('')}</ul>`}
<h2>Checked from outside</h2>
${table(
  ['what', 'result'],
  checks.map(({ check, result }) => [check, result]),
)}
<h2>What took place</h2>
${coverage === null ? '' : table(['transactions executed', 'count'], coverage.executed) + table(['done to the node', 'count'], coverage.faults)}
<h2>What must not grow</h2>
${table(['what', 'mean', 'slope per 100 blocks', '95 % interval', 'limit', ''], flatness.map(flatRow))}
<h2>Over the blocks</h2>
<p>A vertical line is an end of the process, by a stop, a kill or a full disk; a tick below is something else that was done to the node. Hovering
over either names it. A point of a line is the mean of ${Math.ceil(samples.length / MOST_POINTS)} blocks.</p>
${figures.length === 0 || samples.length === 0 ? '' : figures.join('\n')}
<h2>Latencies by what the blocks were made of</h2>
${table(
  ['blocks', 'answer to', 'count', 'p50, ms', 'p99, ms'],
  latencies.map(({ phase, what, count, p50, p99 }) => [phase, what, count, p50.toFixed(1), p99.toFixed(1)]),
)}
<h2>Refused transactions</h2>
${table(['what was refused with which code', 'count'], refusals)}
${skipped.length === 0 ? '' : `<h2>Not done</h2><ul>${skipped.map((text) => `<li>${escapeText(text)}</li>`).join('')}</ul>`}
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --first: #2563eb; --second: #d97706; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --first: #60a5fa; --second: #fbbf24; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; } figcaption i { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; }
figure, .table { overflow-x: auto; } .table { margin-bottom: 1.5rem; } svg { width: 100%; min-width: 40rem; height: auto; } text { fill: currentColor; font-size: 11px; }
.grid { stroke: var(--line); } .mark { stroke: #dc262666; stroke-width: 1.5; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem 1rem .15rem 0; border-bottom: 1px solid var(--line); }
.good { color: #15803d; } .bad { color: #dc2626; } code { overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { .good { color: #4ade80; } .bad { color: #f87171; } }`;

function table(head, rows) {
  const cells = (row, tag) => `<tr>${row.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="table"><table>${cells(head, 'th')}${rows.map((row) => cells(row, 'td')).join('')}</table></div>`;
}

function flatRow({ name, fit, share: limit, isFlat }) {
  if (fit === null) return [name, '', '', '', '', 'not judged: too few blocks'];
  const { slope, low, high, mean } = fit;
  const share = (value) => `${((10_000 * value) / mean).toFixed(2)} %`;
  return [
    name,
    mean.toPrecision(4),
    share(slope),
    `${share(low)} to ${share(high)}`,
    `${100 * limit} %`,
    isFlat ? 'within' : 'grows',
  ];
}
