import {
  assertInteger,
  assertU64,
  DEV_FEE_CHANGE_HEIGHT,
  DEV_FEE_PERCENT_EARLY,
  DEV_FEE_PERCENT_LATE,
  EMISSION_BLOCK_TIME_DIVISOR,
  EMISSION_SPEED_FACTOR,
  MAXIMUM_SUPPLY,
} from '@tos/protocol';

// Amounts are u64 in atomic units of TOS; any other is refused by TOS_INVALID_ARGUMENT or TOS_U64_RANGE. Source: docs/protocol.md §6.3.

/** What a block emits in all, developers' part included. @param emitted what was emitted before the block */
export function baseReward(emitted: bigint): bigint {
  assertU64(emitted, 'emitted');
  if (emitted >= MAXIMUM_SUPPLY) return 0n;
  // The original also multiplies by 1000 and divides by 1000 again, for side blocks: the result for other blocks is the same.
  return ((MAXIMUM_SUPPLY - emitted) >> EMISSION_SPEED_FACTOR) / EMISSION_BLOCK_TIME_DIVISOR;
}

/** The developers' part of a block's reward. */
export function devFee(reward: bigint, height: number): bigint {
  assertU64(reward, 'reward');
  assertInteger(height, 'height', 0);
  return (reward * (height < DEV_FEE_CHANGE_HEIGHT ? DEV_FEE_PERCENT_EARLY : DEV_FEE_PERCENT_LATE)) / 100n;
}

export interface BlockRewards {
  readonly base: bigint;
  readonly dev: bigint;
  /** Without fees. */
  readonly miner: bigint;
}

/** The parts of a block's reward. @param emitted what was emitted before the block */
export function blockRewards(emitted: bigint, height: number): BlockRewards {
  const base = baseReward(emitted);
  const dev = devFee(base, height);
  return { base, dev, miner: base - dev };
}

/** Emitted supply after `blocks` more blocks, computed block by block. */
export function emittedAfter(emitted: bigint, blocks: number): bigint {
  assertU64(emitted, 'emitted');
  assertInteger(blocks, 'blocks', 0);
  let total = emitted;
  for (let i = 0; i < blocks; i++) total += baseReward(total);
  return total;
}
