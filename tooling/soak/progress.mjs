import { quantile } from './quantile.mjs';

/** Blocks per row where no terminal is. */
const ROWS_OF_A_LOG = 10;

const columns = [
  ['block', 9, ({ block }) => block],
  ['shape', 9, ({ shape }) => shape],
  ['txs', 6, ({ transactions }) => transactions],
  ['mode', 11, ({ mode }) => mode ?? '-'],
  ['submit p99', 12, ({ submitMs }) => milliseconds(quantile(submitMs, 0.99))],
  ['read p99', 11, ({ readMs }) => milliseconds(quantile(readMs, 0.99))],
  ['block', 11, ({ mineMs }) => milliseconds(mineMs)],
  ['memory', 9, ({ memoryBytes }) => (memoryBytes === null ? '-' : `${Math.round(memoryBytes / 2 ** 20)} MiB`)],
  ['disk', 9, ({ diskBytes }) => `${Math.round(diskBytes / 2 ** 20)} MiB`],
  ['faults', 0, ({ faults }) => `  ${faults.map(({ kind }) => kind).join(', ')}`],
];

/** Prints a table of the blocks while they are made: each on a terminal, and in a log every tenth and those with faults. */
export class Progress {
  #out;
  #hasHead = false;

  constructor(out) {
    this.#out = out;
  }

  row(sample) {
    if (!this.#out.isTTY && sample.block % ROWS_OF_A_LOG !== 0 && sample.faults.length === 0) return;
    if (!this.#hasHead) this.#out.write(`${columns.map(([name, width]) => name.padStart(width)).join(' ')}\n`);
    this.#hasHead = true;
    const cells = columns.map(([, width, cell]) => String(cell(sample)).padStart(width));
    this.#out.write(`${cells.join(' ').trimEnd()}\n`);
  }
}

function milliseconds(value) {
  return value === null ? '-' : `${value.toFixed(1)} ms`;
}
