import { FeeType, u64FromHalves } from '@tos/protocol';
import type { StoredBlock } from '@tos/state';
import type { PackedBatch } from '@tos/transaction';
import type { Block } from '../block/block.ts';
import { decodeBlockInfo } from '../block/block-info.ts';
import { devFee } from '../supply/emission.ts';

/** What contradicts the block, or itself, in what is kept beside it; whether the reward is the formula's the order has to tell. */
export function infoProblem({ info, height }: StoredBlock, { transactions }: Block): string | null {
  const { baseReward, minerReward, devReward, totalFees } = decodeBlockInfo(info);
  const fees = feesOf(transactions);
  if (totalFees !== fees) return `fees of ${totalFees} in its row, ${fees} by its transactions`;
  if (minerReward + devReward === baseReward && devReward === devFee(baseReward, height)) return null;
  return `its reward of ${baseReward} is not the sum of the shares ${minerReward} and ${devReward}`;
}

/** Atomic units. Fees of the other types go to nobody. */
function feesOf(batch: PackedBatch): bigint {
  let sum = 0n;
  for (let i = 0; i < batch.count; i++) {
    if (batch.feeType[i] === FeeType.TOS) sum += u64FromHalves(batch.feeHigh[i]!, batch.feeLow[i]!);
  }
  return sum;
}
