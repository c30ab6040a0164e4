export const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** High 32 bits of a u64, which the caller has checked by `assertU64`. */
export function u64High(value: bigint): number {
  return Number(value >> 32n) >>> 0;
}

/** Low 32 bits of a u64, which the caller has checked by `assertU64`. */
export function u64Low(value: bigint): number {
  return Number(value & 0xffff_ffffn);
}

/** The u64 with these two u32 halves. */
export function u64FromHalves(high: number, low: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}
