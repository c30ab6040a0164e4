import type { RecordRef, Topoheight } from '@tos/state';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import type { LiveVersion } from '../../schemas/versioned.ts';

/**
 * The version that the block at a topoheight wrote; undefined where it wrote none, or deleted the record.
 * @throws RpcError -32004 above the head, and where pruning may have removed the version
 */
export async function exactVersion(
  ref: RecordRef,
  topoheight: Topoheight,
  { chain, storage }: Pick<RpcContext, 'chain' | 'storage'>,
): Promise<LiveVersion | undefined> {
  const head = chain.head.topoheight;
  if (topoheight > head) {
    throw new RpcError(RpcErrorCode.OTHER, `The topoheight ${topoheight} is above the head at ${head}`, {
      field: 'topoheight',
      remedy: `Ask for a topoheight from 0 to ${head}.`,
    });
  }
  const [version] = await storage.readMany([ref], topoheight);
  if (version?.topoheight === topoheight)
    return version.value === null ? undefined : { ...version, value: version.value };
  const prunedBelow = (await storage.metadata())?.prunedBelow ?? 0;
  if (topoheight >= prunedBelow) return undefined;
  throw new RpcError(
    RpcErrorCode.OTHER,
    `The topoheight ${topoheight} is in the pruned part, whose changes are not known`,
    {
      reason: 'TOS_NOT_KEPT',
      field: 'topoheight',
      remedy: `Ask for a topoheight from ${prunedBelow} to ${head}, or ask a node that keeps its whole history.`,
    },
  );
}
