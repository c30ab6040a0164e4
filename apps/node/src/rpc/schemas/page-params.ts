import { RpcError, RpcErrorCode } from '../errors/rpc-error.ts';
import { optionalIndexParam } from './chain-params.ts';

/** The most items of one answer. Source: docs/protocol.md §7.2. */
export const MAX_PAGE = 100;

/** The params of a list that is answered in pages. */
export const pageParams: { readonly skip: typeof optionalIndexParam; readonly maximum: typeof optionalIndexParam } = {
  /** Items to leave out at the beginning; none when absent. */
  skip: optionalIndexParam,
  /** The most items of the answer; 100 when absent. */
  maximum: optionalIndexParam,
};

export interface Page {
  readonly skip: number;
  readonly maximum: number;
}

/** @throws RpcError -32004 for more than 100 items */
export function readPage({
  skip = 0,
  maximum = MAX_PAGE,
}: {
  readonly skip: number | undefined;
  readonly maximum: number | undefined;
}): Page {
  if (maximum <= MAX_PAGE) return { skip, maximum };
  throw new RpcError(RpcErrorCode.OTHER, `${maximum} items are more than an answer has`, {
    field: 'maximum',
    remedy: `Ask for at most ${MAX_PAGE}, and for the next ones with skip.`,
  });
}
