import { stableTopoheight } from '@tos/chain';
import type { Topoheight } from '@tos/state';
import type { RpcContext } from '../../method/rpc-context.ts';

/**
 * The highest topoheight whose state can no longer change. It is the stable one; in the first blocks after an imported state it is the head
 * of the import, below which nothing is known and to below which no rollback leads.
 */
export async function stablePoint({ chain, storage }: Pick<RpcContext, 'chain' | 'storage'>): Promise<Topoheight> {
  const prunedBelow = (await storage.metadata())?.prunedBelow ?? 0;
  return Math.max(stableTopoheight(chain.head.topoheight), prunedBelow);
}
