import type { ChainHead } from '@tos/chain';
import { bytesToHex } from '@tos/crypto';
import type { BlockLocator } from '@tos/state';
import { RpcError, RpcErrorCode } from '../../errors/rpc-error.ts';

/** Returns the error for a place or a hash by which no block is found. */
export function blockAbsence(by: BlockLocator, { topoheight }: Pick<ChainHead, 'topoheight'>): RpcError {
  if ('hash' in by) {
    return new RpcError(RpcErrorCode.OTHER, `No block here has the hash ${bytesToHex(by.hash)}`, {
      reason: 'TOS_NOT_FOUND',
      field: 'hash',
      remedy: 'Check the hash, and that it is one of a block of this network.',
    });
  }
  if (by.topoheight > topoheight) {
    return new RpcError(RpcErrorCode.OTHER, `No block has the topoheight ${by.topoheight}: the head is ${topoheight}`, {
      reason: 'TOS_NOT_FOUND',
      field: 'topoheight',
      remedy: `Ask for 0 to ${topoheight}, or subscribe to new_block.`,
    });
  }
  const problem = `The block at topoheight ${by.topoheight} is not kept here: the chain began with the state of a later block`;
  return new RpcError(RpcErrorCode.OTHER, problem, {
    reason: 'TOS_NOT_KEPT',
    field: 'topoheight',
    remedy: 'Ask a node that keeps its whole history.',
  });
}
