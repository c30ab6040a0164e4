import { FeeType, u64FromHalves } from '@tos/protocol';
import type { StoredBlock } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { Block } from '../block/block.ts';
import { decodeBlockInfo } from '../block/block-info.ts';
import { devFee } from '../supply/emission.ts';

/**
 * A contradiction in the info of a block, to the block or in itself; null when there is none. Whether the reward is the formula's depends on
 * the blocks before, and `verifyBlocks` checks it.
 */
export function infoProblem({ info, height }: StoredBlock, { transactions }: Block): string | null {
  const { baseReward, minerReward, devReward, gasFee } = decodeBlockInfo(info);
  const expected = gasFeeOf(transactions);
  if (gasFee !== expected) return `fees of ${gasFee} in its row, ${expected} by its transactions`;
  if (minerReward + devReward === baseReward && devReward === devFee(baseReward, height)) return null;
  return `its reward of ${baseReward} is not the sum of the shares ${minerReward} and ${devReward}`;
}

/** Fees that the miner receives, in atomic units. Fees of other types go to nobody. */
function gasFeeOf(batch: PackedBatch): bigint {
  let sum = 0n;
  for (let i = 0; i < batch.count; i++) {
    if (batch.feeType[i] === FeeType.TOS) sum += u64FromHalves(batch.feeHigh[i]!, batch.feeLow[i]!);
  }
  return sum;
}
