// Plots of speed-ups, which work offline: points are measured, lines are fitted.
import { foretold } from './fit.mjs';

const WIDTH = 520;
const HEIGHT = 320;
const MARGIN = 44;
const COLOURS = ['#2563eb', '#dc2626', '#059669', '#d97706', '#7c3aed'];

/** @param groups {title, series: [{name, points: [threads, speed-up][], fit}]}[] */
export function plotHtml({ machine, groups }) {
  const figures = groups.map((group) => `<figure><figcaption>${text(group.title)}</figcaption>${plot(group)}</figure>`);
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>How execution scales</title>
<style>
:root { color-scheme: light dark; --line: #8886; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
main { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); }
figure { margin: 0; } figcaption { font-weight: 600; } svg { width: 100%; height: auto; } text { fill: currentColor; font-size: 12px; }
</style>
<h1>How execution scales</h1>
<p>${text(machine)}. Speed-up over one thread by the number of threads; the dotted line is the ideal, the others are fits of the universal
scalability law.</p>
<main>${figures.join('')}</main></html>
`;
}

/** A plot as a file of its own, for light and dark pages. */
export function plotSvg(group) {
  const { size, body } = drawn(group);
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${text(group.title)}: speed-up by number of threads">
<style>
svg { background: #fff; color: #1f2937; --line: #8886; font-family: system-ui, sans-serif; } text { fill: currentColor; font-size: 12px; }
@media (prefers-color-scheme: dark) { svg { background: #0d1117; color: #e5e7eb; } }
</style>
${body}</svg>
`;
}

function text(value) {
  return String(value).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

function plot(group) {
  const { size, body } = drawn(group);
  return `<svg ${size} role="img" aria-label="speed-up by threads">${body}</svg>`;
}

function drawn({ series }) {
  const most = Math.max(2, ...series.flatMap(({ points }) => points.map(([n]) => n)));
  const top = Math.max(2, ...series.flatMap(({ points }) => points.map(([, speedUp]) => speedUp))) * 1.1;
  const x = (n) => MARGIN + ((WIDTH - 2 * MARGIN) * Math.log2(n)) / Math.log2(most);
  const y = (speedUp) => HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * speedUp) / top;
  const line = (of, attributes) => {
    const ns = Array.from({ length: 60 }, (_, i) => most ** (i / 59));
    const points = ns.map((n) => [n, of(n)]).filter(([, speedUp]) => speedUp <= top);
    return `<polyline fill="none" points="${points.map(([n, s]) => `${x(n).toFixed(1)},${y(s).toFixed(1)}`).join(' ')}" ${attributes}/>`;
  };
  const powers = Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, i) => 2 ** i);
  const step = [0.5, 1, 2, 5, 10, 20].find((one) => top / one <= 6);
  const ticks = Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
  const size = `viewBox="0 0 ${WIDTH} ${HEIGHT + 18 * series.length}"`;
  const body = `<text x="${MARGIN}" y="14">speed-up over one thread</text>
<text x="${WIDTH - MARGIN}" y="${HEIGHT - 10}" text-anchor="end">threads</text>
${ticks.map((s) => `<line x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${y(s)}" y2="${y(s)}" stroke="var(--line)"/><text x="4" y="${y(s) + 4}">${s}x</text>`).join('')}
${powers.map((n) => `<text x="${x(n)}" y="${HEIGHT - MARGIN + 18}" text-anchor="middle">${n}</text>`).join('')}
${line((n) => n, 'stroke="currentColor" stroke-dasharray="3 4"')}
${series
  .map(({ name, points, fit }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    const dots = points.map(([n, s]) => `<circle cx="${x(n)}" cy="${y(s)}" r="4" fill="${colour}"/>`).join('');
    const fitted = fit === null ? '' : line((n) => foretold(fit, n), `stroke="${colour}" stroke-width="1.5"`);
    const shares = fit === null ? '' : `: serial ${percent(fit.serial)}, crosstalk ${percent(fit.crosstalk)}`;
    const label = `<circle cx="${MARGIN}" cy="${HEIGHT + 18 * i - 4}" r="4" fill="${colour}"/><text x="${MARGIN + 10}" y="${HEIGHT + 18 * i}">${text(name + shares)}</text>`;
    return fitted + dots + label;
  })
  .join('')}`;
  return { size, body };
}

function percent(share) {
  return `${(100 * share).toPrecision(2)} %`;
}
