import type { ProducedBlock } from '../blocks/produced-block.ts';
import { formatInteger, formatMs } from './format.ts';
import { rateOf } from './rate.ts';
import type { Style } from './style.ts';

/**
 * The line of a block where no terminal is: each number has its name, so that a line of a log can be read alone. Programs read these
 * lines; their form stays as it is.
 */
export function liveLine(block: ProducedBlock, style: Style): string {
  const { report } = block;
  const rate = rateOf(block);
  const head = `block ${formatInteger(block.height).padStart(7)}`;
  if (block.transactions === 0) return style.dim(`${head}  ${'empty'.padStart(9)}${leftOutNote(block)}`);
  const mode = report.mode === 'parallel' ? style.good('parallel') : style.warn('sequential');
  const columns = [
    head,
    `${formatInteger(block.transactions).padStart(5)} ${block.transactions === 1 ? 'tx ' : 'txs'}`,
    style.bold(rate === '' ? ' '.repeat(RATE_WIDTH) : `${rate} tx/s`.padStart(RATE_WIDTH)),
    `${mode} (${report.reason})${' '.repeat(Math.max(0, WHY_WIDTH - report.mode.length - report.reason.length))}`,
    `verify ${formatMs(report.verifyMs).padStart(8)}`,
    `apply ${formatMs(report.applyMs).padStart(7)}`,
    `commit ${formatMs(block.commitMs).padStart(7)}`,
    `parallelism ${report.effectiveParallelism.toFixed(2)}x`,
    `conflicts ${String(Math.round(report.conflictRate * 100)).padStart(3)} %`,
  ];
  return `${columns.join('  ')}${leftOutNote(block)}`;
}

/** The width of the commonest pair, "parallel" and "pays"; a longer pair shifts the columns behind it. */
const WHY_WIDTH = 'parallel'.length + 'pays'.length;

/** The width of a rate of five digits with its comma and unit. */
const RATE_WIDTH = '14,610 tx/s'.length;

function leftOutNote({ leftOut }: ProducedBlock): string {
  return leftOut === 0 ? '' : `  ${formatInteger(leftOut)} left out`;
}
