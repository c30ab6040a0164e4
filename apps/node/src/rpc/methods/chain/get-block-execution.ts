import { bytesToHex } from '@tos/crypto';
import { TosError } from '@tos/protocol';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import { blockExecutionJson, toBlockExecutionJson } from '../../schemas/block-execution-json.ts';
import { hashParam, optionalIndexParam } from '../../schemas/chain-params.ts';
import { blockAbsence } from './block-absence.ts';

export const getBlockExecution: RpcMethod = defineParamsMethod({
  name: 'get_block_execution',
  summary:
    'Returns how this node executed a block, given by topoheight or hash: what each thread verified and when, the phases, the conflicts.',
  params: { topoheight: optionalIndexParam, hash: hashParam.nullish() },
  result: blockExecutionJson,
  async call({ topoheight, hash: given }, context) {
    const hash = await hashOf(topoheight, given ?? undefined, context);
    const execution = context.executions.find(hash);
    if (execution !== undefined) return toBlockExecutionJson(execution, context.chain.network);
    if ((await context.storage.getBlock({ hash })) === undefined) {
      throw blockAbsence({ hash }, context.chain.head);
    }
    throw new TosError('TOS_NOT_KEPT', { what: `how the block ${bytesToHex(hash)} was executed` });
  },
});

/** @throws RpcError for none or both of the params, and for a topoheight without a block */
async function hashOf(
  topoheight: number | undefined,
  hash: Uint8Array | undefined,
  { storage, chain }: RpcContext,
): Promise<Uint8Array> {
  if (topoheight !== undefined && hash === undefined) {
    const [found] = await storage.hashesAt([topoheight]);
    if (found !== undefined) return found;
    throw blockAbsence({ topoheight }, chain.head);
  }
  if (topoheight === undefined && hash !== undefined) return hash;
  const problem = `Invalid params: topoheight: name one block, by topoheight or by hash, not ${hash ? 'both' : 'none'}`;
  const remedy = 'Give one of the two, and leave the other one out.';
  throw new RpcError(RpcErrorCode.INVALID_PARAMS, problem, { field: 'topoheight', remedy });
}
