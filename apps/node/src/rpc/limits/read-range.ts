import { RpcError, RpcErrorCode } from '../errors/rpc-error.ts';

/** The bounds that a caller asked for; both are inclusive, and each may be absent. */
export interface AskedRange {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** Both bounds are inclusive. */
export interface ReadableRange {
  readonly from: number;
  readonly to: number;
}

/**
 * A range of heights or topoheights as the original reads it: without an end it ends at the head; without a start it begins at 0, or
 * `longest` below the head when it has neither.
 * @param longest how far the end may be above the start, so that there is one item more
 * @throws RpcError -32004 for an end below the start or above the head, and for a range that is too long
 */
export function readRange(
  { start, end }: AskedRange,
  { head, longest }: { readonly head: number; readonly longest: number },
): ReadableRange {
  const from = start ?? (end === undefined ? Math.max(0, head - longest) : 0);
  const to = end ?? head;
  if (to > head)
    throw outOfRange(`The range ends at ${to}, which is above the head at ${head}`, `Let it end at ${head} or below.`);
  if (to < from)
    throw outOfRange(
      `The range begins at ${from}, which is above its end at ${to}`,
      'Let it begin at its end or below.',
    );
  if (to - from > longest) {
    throw outOfRange(
      `The range goes from ${from} to ${to}; its end may be at most ${longest} above its start`,
      `Ask for ${from} to ${from + longest} first.`,
    );
  }
  return { from, to };
}

function outOfRange(problem: string, remedy: string): RpcError {
  return new RpcError(RpcErrorCode.OTHER, problem, { remedy });
}
