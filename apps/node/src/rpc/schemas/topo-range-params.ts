import type { Topoheight } from '@tos/state';
import { RpcError, RpcErrorCode } from '../errors/rpc-error.ts';
import { optionalIndexParam } from './chain-params.ts';

/** The params of a list that is limited to what happened in a range of blocks. Both bounds are inclusive. */
export const topoRangeParams: {
  readonly minimum_topoheight: typeof optionalIndexParam;
  readonly maximum_topoheight: typeof optionalIndexParam;
} = {
  /** 0 when absent. */
  minimum_topoheight: optionalIndexParam,
  /** The head when absent. */
  maximum_topoheight: optionalIndexParam,
};

export interface AskedTopoRange {
  readonly minimum_topoheight: Topoheight | undefined;
  readonly maximum_topoheight: Topoheight | undefined;
}

/** @throws RpcError -32004 for a bound above the head, and for a range that ends below its beginning */
export function readTopoRange(
  { minimum_topoheight: from = 0, maximum_topoheight: asked }: AskedTopoRange,
  head: Topoheight,
): { readonly from: Topoheight; readonly to: Topoheight } {
  const to = asked ?? head;
  if (from > head)
    throw outside('minimum_topoheight', from, `is above the head at ${head}`, `Ask for at most ${head}.`);
  if (to > head) throw outside('maximum_topoheight', to, `is above the head at ${head}`, `Ask for at most ${head}.`);
  if (to < from) {
    throw outside('maximum_topoheight', to, `is below minimum_topoheight ${from}`, `Ask for ${from} to ${head}.`);
  }
  return { from, to };
}

function outside(field: string, value: number, problem: string, remedy: string): RpcError {
  return new RpcError(RpcErrorCode.OTHER, `${field} ${value} ${problem}`, { field, remedy });
}
