import type { RecordRef, Topoheight } from '@tos/state';
import type { RpcContext } from '../../method/rpc-context.ts';
import { type ExistenceJson, toExistenceJson } from '../../schemas/existence.ts';
import { exactVersion } from './exact-version.ts';

/** Whether a record lives at the head; with a topoheight, whether the block there wrote it. @throws as `exactVersion` */
export async function hasRecord(
  ref: RecordRef,
  topoheight: Topoheight | undefined,
  context: Pick<RpcContext, 'chain' | 'storage'>,
): Promise<ExistenceJson> {
  if (topoheight !== undefined) return toExistenceJson((await exactVersion(ref, topoheight, context)) !== undefined);
  const [version] = await context.storage.readMany([ref]);
  return toExistenceJson(version?.value != null);
}
