const WIDTH = 900;
const HEIGHT = 180;
const LEFT = 64;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 24;
/** Points of a line: more are averaged, because a screen does not show them. */
export const MOST_POINTS = 600;
/** Height of the mark of what did not end the process: thousands of lines would hide the plot. */
const TICK = 6;
const COLOURS = ['var(--first)', 'var(--second)'];

/**
 * A plot over the blocks of a run, as SVG.
 * @param plot {title, unit, series: {name, values: (number | null)[]}[]}: one value per block
 * @param marks {block, text, isEnd}[]: what happened at a block, and whether it ended the process
 */
export function plotSvg({ title, unit, series }, marks) {
  const blocks = series[0].values.length;
  const lines = series.map(({ values }) => meansOf(values));
  const top = lines.flat().reduce((most, { value }) => Math.max(most, value), 1e-9) * 1.05;
  const x = (block) => LEFT + ((WIDTH - LEFT - RIGHT) * (block - 0.5)) / blocks;
  const y = (value) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * value) / top;
  const ticks = [0, 0.5, 1].map((share) => (share * top) / 1.05);
  return `<figure><figcaption>${escapeText(title)}, ${escapeText(unit)}${legend(series)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(`${title} over the blocks, in ${unit}`)}">
${marks.map((mark) => markSvg(mark, x(mark.block))).join('')}
${ticks.map((value) => `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${numberText(value)}</text>`).join('')}
<text x="${x(1)}" y="${HEIGHT - 6}">1</text><text x="${x(blocks)}" y="${HEIGHT - 6}" text-anchor="end">block ${blocks}</text>
${lines.map((points, i) => lineSvg(points, x, y, COLOURS[i])).join('')}
</svg></figure>`;
}

export function escapeText(value) {
  return String(value).replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function legend(series) {
  if (series.length === 1) return '';
  return series.map(({ name }, i) => ` <i style="background:${COLOURS[i]}"></i>${escapeText(name)}`).join('');
}

function markSvg({ block, text, isEnd }, x) {
  const from = isEnd ? TOP : HEIGHT - BOTTOM - TICK;
  const place = `x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${from}" y2="${HEIGHT - BOTTOM}"`;
  return `<line class="mark" ${place}><title>${escapeText(`block ${block}: ${text}`)}</title></line>`;
}

/** The points of a line: each is the mean of equally many blocks. */
function meansOf(values) {
  const per = Math.ceil(values.length / MOST_POINTS);
  const points = [];
  for (let at = 0; at < values.length; at += per) {
    const some = values.slice(at, at + per).filter((value) => value !== null);
    if (some.length === 0) continue;
    points.push({ block: at + (per + 1) / 2, value: some.reduce((sum, value) => sum + value, 0) / some.length });
  }
  return points;
}

function lineSvg(points, x, y, colour) {
  const places = points.map(({ block, value }) => `${x(block).toFixed(1)},${y(value).toFixed(1)}`);
  return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${places.join(' ')}"/>`;
}

function numberText(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
