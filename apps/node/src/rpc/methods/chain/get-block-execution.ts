import { bytesToHex } from '@tos/crypto';
import { TosError } from '@tos/protocol';
import type { BlockLocator } from '@tos/state';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';
import { defineParamsMethod, type RpcMethod } from '../../method/define-method.ts';
import type { RpcContext } from '../../method/rpc-context.ts';
import { blockExecutionJson } from '../../schemas/block-execution-json.ts';
import { hashParam, optionalIndexParam } from '../../schemas/chain-params.ts';
import { blockAbsence } from './block-absence.ts';

export const getBlockExecution: RpcMethod = defineParamsMethod({
  name: 'get_block_execution',
  summary:
    'Returns how this node executed a block, given by topoheight or hash: what each thread verified and when, the phases, the conflicts.',
  params: { topoheight: optionalIndexParam, hash: hashParam.nullish() },
  result: blockExecutionJson,
  async call({ topoheight, hash }, context) {
    const found = await hashOf({ topoheight, hash: hash ?? undefined }, context);
    const execution = context.executions.find(found);
    if (execution !== undefined) return execution;
    throw new TosError('TOS_NOT_KEPT', { what: `how the block ${bytesToHex(found)} was executed` });
  },
});

async function hashOf(
  { topoheight, hash }: { readonly topoheight: number | undefined; readonly hash: Uint8Array | undefined },
  context: RpcContext,
): Promise<Uint8Array> {
  if ((topoheight === undefined) === (hash === undefined)) {
    const problem = 'Invalid params: topoheight: name one block, either by topoheight or by hash';
    throw new RpcError(RpcErrorCode.INVALID_PARAMS, problem, {
      field: 'topoheight',
      remedy: 'Leave one of the two out.',
    });
  }
  const by: BlockLocator = hash === undefined ? { topoheight: topoheight! } : { hash };
  const block = await context.storage.getBlock(by);
  if (block === undefined) throw blockAbsence(by, context.chain.head);
  return block.hash;
}
