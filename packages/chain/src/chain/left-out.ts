import type { BlockResults } from '@tos/executor';
import { type ErrorCode, errorCodeName } from '@tos/protocol';
import { hashAt, type PackedBatch } from '@tos/transaction';

/** A candidate that is not in the block. */
export interface LeftOut {
  /** Its place among the candidates. */
  readonly index: number;
  readonly hash: Uint8Array;
  /** The rule that it breaks; null when it, or an earlier one of its sender, did not fit: nothing is wrong with it then. */
  readonly error: ErrorCode | null;
}

/**
 * The candidates that are not in a block.
 * @param fitting indices of the candidates that were executed, rising
 * @param results the result of each candidate in `fitting`
 */
export function leftOutOf(
  candidates: PackedBatch,
  fitting: readonly number[],
  results: Pick<BlockResults, 'at'>,
): LeftOut[] {
  const leftOut: LeftOut[] = [];
  let at = 0;
  for (let index = 0; index < candidates.count; index++) {
    const fits = fitting[at] === index;
    const error = fits ? (results.at(at).error ?? null) : null;
    if (fits) at++;
    if (!fits || error !== null) leftOut.push({ index, hash: hashAt(candidates, index).slice(), error });
  }
  return leftOut;
}

/** How many candidates were left out, by the name of the code; `DOES_NOT_FIT` for those that found no room. */
export function countLeftOut(leftOut: readonly LeftOut[]): { readonly [name: string]: number } {
  const counts: { [name: string]: number } = {};
  for (const { error } of leftOut) {
    const name = error === null ? 'DOES_NOT_FIT' : errorCodeName(error);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
