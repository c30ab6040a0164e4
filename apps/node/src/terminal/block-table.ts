import type { ProducedBlock } from '../blocks/produced-block.ts';
import { formatInteger, formatMs } from './format.ts';
import { rateOf } from './rate.ts';
import type { Style } from './style.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  /** Text stands at the left of its column, numbers at the right. */
  readonly isText?: boolean;
  readonly cell: (block: ProducedBlock) => string;
  readonly paint?: (block: ProducedBlock, style: Style) => (text: string) => string;
  /** The order in which a narrow terminal loses columns: the highest number goes first. */
  readonly loss: number;
  /** Whether only a terminal of `WIDE_COLUMNS` has the column. */
  readonly isWide?: boolean;
}

/** From this width on a row has the columns that explain the others. */
const WIDE_COLUMNS = 120;
/** Rows between two heads: so that one of them is on a screen of 24 lines. */
const ROWS_PER_HEAD = 20;
const INDENT = 2;
const GAP = 2;

const columns: readonly Column[] = [
  { title: 'block', width: 9, loss: 0, cell: ({ height }) => formatInteger(height) },
  {
    title: 'txs',
    width: 5,
    loss: 1,
    cell: ({ transactions }) => (transactions === 0 ? '-' : formatInteger(transactions)),
  },
  { title: 'tx/s', width: 7, loss: 2, cell: rateOf, paint: (_, style) => style.bold },
  {
    title: 'mode',
    width: 10,
    isText: true,
    loss: 4,
    cell: ({ transactions, report }) => (transactions === 0 ? 'empty' : report.mode),
    paint: ({ transactions, report }, style) =>
      transactions === 0 ? style.dim : report.mode === 'parallel' ? style.good : style.warn,
  },
  // As wide as the longest reason of a report, "too few transactions" and the like.
  {
    title: 'why',
    width: 22,
    isText: true,
    loss: 9,
    isWide: true,
    cell: ({ transactions, report }) => (transactions === 0 ? '' : report.reason),
  },
  { title: 'verify', width: 9, loss: 5, cell: timed(({ report }) => report.verifyMs) },
  { title: 'apply', width: 9, loss: 7, cell: timed(({ report }) => report.applyMs) },
  { title: 'commit', width: 9, loss: 6, cell: timed(({ commitMs }) => commitMs) },
  {
    title: 'parallelism',
    width: 11,
    loss: 8,
    isWide: true,
    cell: ({ transactions, report }) => (transactions === 0 ? '' : `${report.effectiveParallelism.toFixed(2)}x`),
  },
  {
    title: 'conflicts',
    width: 9,
    loss: 10,
    isWide: true,
    cell: ({ transactions, report }) => (transactions === 0 ? '' : `${Math.round(report.conflictRate * 100)} %`),
  },
];

/** The table of blocks on a terminal. It has the columns that fit, and follows a terminal whose width changes. */
export class BlockTable {
  readonly #columns: () => number;
  readonly #style: Style;
  #head = '';
  #rows = 0;

  /** @param width the columns of the terminal, asked for every row */
  constructor(width: () => number, style: Style) {
    this.#columns = width;
    this.#style = style;
  }

  /** The lines of the block at which this run begins: a head, and a row. */
  begin(height: number): string[] {
    const shown = shownColumns(this.#columns());
    const text = shown.map((column) => {
      if (column.title === 'block') return padded(formatInteger(height), column);
      if (column.title === 'mode') return padded(height === 0 ? 'genesis' : 'head', column);
      return padded(column.isText ? '' : '-', column);
    });
    return [...this.#headLines(shown), this.#style.dim(line(text))];
  }

  /** The lines of a block: its row, after a head where one is due. */
  row(block: ProducedBlock): string[] {
    const shown = shownColumns(this.#columns());
    const cells = shown.map((column) => {
      const text = padded(column.cell(block), column);
      return column.paint === undefined ? text : column.paint(block, this.#style)(text);
    });
    const leftOut = block.leftOut === 0 ? [] : [`${' '.repeat(INDENT)}${formatInteger(block.leftOut)} left out`];
    return [...this.#headLines(shown), line(cells), ...leftOut.map(this.#style.warn)];
  }

  #headLines(shown: readonly Column[]): string[] {
    const head = line(shown.map((column) => padded(column.title, column)));
    const isDue = head !== this.#head || this.#rows >= ROWS_PER_HEAD;
    this.#rows = isDue ? 1 : this.#rows + 1;
    if (!isDue) return [];
    this.#head = head;
    return [this.#style.dim(head)];
  }
}

function timed(ms: (block: ProducedBlock) => number): (block: ProducedBlock) => string {
  return (block) => (block.transactions === 0 ? '' : formatMs(ms(block)));
}

function shownColumns(width: number): readonly Column[] {
  const shown = new Set(columns.filter(({ isWide }) => width >= WIDE_COLUMNS || isWide !== true));
  const last = (): Column => [...shown].reduce((a, b) => (a.loss > b.loss ? a : b));
  while (widthOf(shown) > width && shown.size > 1) shown.delete(last());
  return [...shown];
}

function widthOf(shown: ReadonlySet<Column>): number {
  return [...shown].reduce((sum, column) => sum + column.width + GAP, INDENT - GAP);
}

function padded(text: string, { width, isText }: Column): string {
  return isText === true ? text.padEnd(width) : text.padStart(width);
}

function line(cells: readonly string[]): string {
  return `${' '.repeat(INDENT)}${cells.join(' '.repeat(GAP))}`.trimEnd();
}
