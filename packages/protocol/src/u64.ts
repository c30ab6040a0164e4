import { TosError } from './tos-error.ts';

export const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** The value itself. @throws TOS_U64_RANGE unless 0 <= value <= 2^64-1. */
export function assertU64(value: bigint): bigint {
  if (value < 0n || value > U64_MAX) throw new TosError('TOS_U64_RANGE', { value: String(value) });
  return value;
}

/** High 32 bits of a u64. */
export function u64High(value: bigint): number {
  return Number(value >> 32n) >>> 0;
}

/** Low 32 bits of a u64. */
export function u64Low(value: bigint): number {
  return Number(value & 0xffff_ffffn);
}

/** The u64 with these two u32 halves. */
export function u64FromHalves(high: number, low: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}
