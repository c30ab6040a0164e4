import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import type { ReadableRange } from '../../limits/read-range.ts';
import type { RpcContext } from '../../method/rpc-context.ts';

/**
 * Hashes of the blocks at consecutive places in the order, from one state of the chain.
 * @throws RpcError -32004 for a place whose block is not stored: before the state that a chain began with, or above a head that went back
 */
export async function orderedHashes(
  { from, to }: ReadableRange,
  { storage }: Pick<RpcContext, 'storage'>,
): Promise<Uint8Array[]> {
  const topoheights = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const hashes = await storage.hashesAt(topoheights);
  const found = hashes.filter((hash) => hash !== undefined);
  if (found.length === hashes.length) return found;
  const missing = from + hashes.indexOf(undefined);
  throw new RpcError(RpcErrorCode.OTHER, `The block at topoheight ${missing} is not kept here`, {
    reason: 'TOS_NOT_KEPT',
    remedy: 'Ask for later blocks, or ask a node that keeps its whole history.',
  });
}
