import type { ProducedBlock } from '../blocks/produced-block.ts';
import { formatInteger, formatMs } from './format.ts';
import type { Style } from './style.ts';

/** The meaning of the columns of `liveLine`; printed once, above the first line. */
export const liveLegend: readonly string[] = [
  'A line is a durable block. tx/s: from wire bytes to disk. verify: signatures. apply: state. parallelism: busy time of all',
  'threads over wall time. conflicts: transactions that locks would have put into a queue; here they cost nothing.',
];

/** The line of a block. Its columns have fixed widths, so that the eye can run down them. */
export function liveLine(block: ProducedBlock, style: Style): string {
  const { report } = block;
  const head = `block ${formatInteger(block.height).padStart(7)}`;
  if (block.transactions === 0) return style.dim(`${head}  ${'empty'.padStart(9)}${leftOutNote(block)}`);
  const mode = report.mode === 'parallel' ? style.good('parallel') : style.warn('sequential');
  const columns = [
    head,
    `${formatInteger(block.transactions).padStart(5)} ${block.transactions === 1 ? 'tx ' : 'txs'}`,
    style.bold(`${formatInteger(Math.round(block.transactions / (block.elapsedMs / 1000))).padStart(6)} tx/s`),
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

function leftOutNote({ leftOut }: ProducedBlock): string {
  return leftOut === 0 ? '' : `  ${formatInteger(leftOut)} left out`;
}
