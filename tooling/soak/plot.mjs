const WIDTH = 900;
const HEIGHT = 180;
const LEFT = 64;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 24;
/** Points of a line: more are averaged, because a screen does not show them. */
const MOST_POINTS = 600;
const COLOURS = ['var(--first)', 'var(--second)'];

/**
 * A plot over the blocks of a run, as SVG.
 * @param plot {title, unit, series: {name, values: (number | null)[]}[]}: one value per block
 * @param marks {block, text}[]: what happened at a block
 */
export function plotSvg({ title, unit, series }, marks) {
  const blocks = series[0].values.length;
  const top = Math.max(1e-9, ...series.flatMap(({ values }) => values.filter((value) => value !== null))) * 1.05;
  const x = (block) => LEFT + ((WIDTH - LEFT - RIGHT) * (block - 0.5)) / blocks;
  const y = (value) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * value) / top;
  const ticks = [0, 0.5, 1].map((share) => (share * top) / 1.05);
  return `<figure><figcaption>${escapeText(title)}, ${escapeText(unit)}${legend(series)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(`${title} over the blocks, in ${unit}`)}">
${marks.map(({ block, text }) => `<line class="mark" x1="${x(block)}" x2="${x(block)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"><title>${escapeText(`block ${block}: ${text}`)}</title></line>`).join('')}
${ticks.map((value) => `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${numberText(value)}</text>`).join('')}
<text x="${x(1)}" y="${HEIGHT - 6}">1</text><text x="${x(blocks)}" y="${HEIGHT - 6}" text-anchor="end">block ${blocks}</text>
${series.map(({ values }, i) => lineSvg(values, x, y, COLOURS[i])).join('')}
</svg></figure>`;
}

export function escapeText(value) {
  return String(value).replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function legend(series) {
  if (series.length === 1) return '';
  return series.map(({ name }, i) => ` <i style="background:${COLOURS[i]}"></i>${escapeText(name)}`).join('');
}

function lineSvg(values, x, y, colour) {
  const per = Math.ceil(values.length / MOST_POINTS);
  const points = [];
  for (let at = 0; at < values.length; at += per) {
    const some = values.slice(at, at + per).filter((value) => value !== null);
    if (some.length === 0) continue;
    const mean = some.reduce((sum, value) => sum + value, 0) / some.length;
    points.push(`${x(at + (per + 1) / 2).toFixed(1)},${y(mean).toFixed(1)}`);
  }
  return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${points.join(' ')}"/>`;
}

function numberText(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
