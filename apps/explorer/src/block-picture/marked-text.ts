import type { BlockExecution } from './block-execution.ts';
import { formatMicroseconds } from './format-microseconds.ts';
import { threadName } from './picture-rows.ts';

/** Where in the picture the transaction with this place in the block is. */
export function markedText({ admission, claims }: BlockExecution, place: number): string {
  const claim = [...claims, ...admission].find(({ transactions }) => transactions.includes(place));
  const which = `The transaction with the place ${place}`;
  if (claim === undefined)
    return `${which} is not marked: the node does not know any more when its signature was verified.`;
  const { thread, startUs, endUs, count } = claim;
  const together = count === 1 ? '' : `, in one go with ${count - 1} more`;
  const when =
    endUs <= 0
      ? `${formatMicroseconds(-endUs)} before the block began`
      : `from ${formatMicroseconds(startUs)} to ${formatMicroseconds(endUs)}`;
  return `${which} is marked: its signature was verified ${when}${together} (${threadName(thread)}).`;
}
