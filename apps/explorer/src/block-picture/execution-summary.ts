import { formatInteger } from '../parts/format.ts';
import type { BlockExecution } from './block-execution.ts';
import { formatMicroseconds } from './format-microseconds.ts';

/** What is to be said about an execution: the comparison with a sequential one, then what the reader needs to judge it. */
export function executionSummary(execution: BlockExecution): readonly [headline: string, ...rest: string[]] {
  const { executor, reason, totalUs, transactions, leftOut, verified, remembered, evidence } = execution;
  const left = leftOut === 0 ? [] : [leftOutText(leftOut)];
  const total = formatMicroseconds(totalUs);
  if (transactions + leftOut === 0) return [`This block is empty; its execution took ${total}.`];
  if (executor === 'sequential')
    return [`This block was executed sequentially, in ${total}: ${reason}.`, ...rememberedText(execution), ...left];
  if (verified + evidence === 0 && remembered > 0)
    return [`This took ${total}: all signatures had been verified before.`, ...rememberedText(execution), ...left];
  return [comparison(execution), ...verifiedText(execution), ...left];
}

/** Threads that verified something, and the main thread, which does all the rest. */
export function threadsUsed({ claims }: Pick<BlockExecution, 'claims'>): number {
  return new Set([0, ...claims.map(({ thread }) => thread)]).size;
}

function comparison(execution: BlockExecution): string {
  const { totalUs, sequentialUs } = execution;
  const threads = threadsUsed(execution);
  const took = `this took ${formatMicroseconds(totalUs)} on ${threads === 1 ? 'one thread' : `${threads} threads`}`;
  const sequential = formatMicroseconds(sequentialUs);
  const times = sequentialUs / Math.max(1, totalUs);
  if (times >= 1.05) return `Sequential would have taken ${sequential}, ${took}: ${times.toFixed(1)} times as fast.`;
  return `Sequential would have taken ${sequential}, ${took}: there was nothing to gain.`;
}

function verifiedText({ verified, remembered, evidence }: BlockExecution): string[] {
  const did = [
    ...(verified === 0 ? [] : [ofSignatures(verified)]),
    ...(evidence === 0 ? [] : [`${formatInteger(evidence)} co-signatures and proofs`]),
  ].join(' and ');
  const before = remembered === 0 ? '' : `; ${ofSignatures(remembered)} had been verified when the transactions came`;
  if (did === '') return [];
  return [
    `The node verified ${did} in the block${before}. The sequential time is an estimate: the same work, one after the other. It is too long where threads had to share a core.`,
  ];
}

/** What was done before the block, and by how many threads. */
function rememberedText({ remembered, admission }: BlockExecution): string[] {
  if (remembered === 0) return [];
  const text = `${ofSignatures(remembered)} had been verified when the transactions came`;
  if (admission.length === 0) return [`${capitalised(text)}.`];
  const work = admission.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
  const threads = new Set(admission.map(({ thread }) => thread)).size;
  const by = threads === 1 ? 'by one thread' : `by ${threads} threads`;
  return [`${capitalised(text)}: ${formatMicroseconds(work)} of work, done ${by}.`];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function leftOutText(leftOut: number): string {
  return leftOut === 1
    ? 'One more transaction was executed, failed, and was left out of the block.'
    : `${formatInteger(leftOut)} more transactions were executed, failed, and were left out of the block.`;
}

function ofSignatures(count: number): string {
  return count === 1 ? 'one signature' : `${formatInteger(count)} signatures`;
}
