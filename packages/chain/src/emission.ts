import {
  DEV_FEE_CHANGE_HEIGHT,
  DEV_FEE_PERCENT_EARLY,
  DEV_FEE_PERCENT_LATE,
  EMISSION_BLOCK_TIME_DIVISOR,
  EMISSION_SPEED_FACTOR,
  MAXIMUM_SUPPLY,
} from '@tos/protocol';

// Amounts in atomic units of TOS. Source: protocol.md §6.3.

/** What a block emits in all, when this much was emitted before it. */
export function baseReward(emitted: bigint): bigint {
  if (emitted >= MAXIMUM_SUPPLY) return 0n;
  // The original also multiplies by 1000 and divides by it again, for side blocks: nothing changes for others.
  return ((MAXIMUM_SUPPLY - emitted) >> EMISSION_SPEED_FACTOR) / EMISSION_BLOCK_TIME_DIVISOR;
}

/** The developers' part of a block's reward. */
export function devFee(reward: bigint, height: number): bigint {
  return (reward * (height < DEV_FEE_CHANGE_HEIGHT ? DEV_FEE_PERCENT_EARLY : DEV_FEE_PERCENT_LATE)) / 100n;
}

export interface BlockRewards {
  readonly base: bigint;
  readonly dev: bigint;
  /** Without fees. */
  readonly miner: bigint;
}

/** How the reward of the block at this height is divided. */
export function blockRewards(emitted: bigint, height: number): BlockRewards {
  const base = baseReward(emitted);
  const dev = devFee(base, height);
  return { base, dev, miner: base - dev };
}

/** Emitted supply after `blocks` more blocks, recomputed block by block. */
export function emittedAfter(emitted: bigint, blocks: number): bigint {
  let total = emitted;
  for (let i = 0; i < blocks; i++) total += baseReward(total);
  return total;
}
