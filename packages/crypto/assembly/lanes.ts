// A lane works on one signature. A 128-bit vector has two lanes; a machine without SIMD has one. The code above the field is written once
// for both: a value "of all lanes" lives in memory and is named by its address, and a condition is a `Mask` with 32 bits per lane.

/** Independent values that one operation works on. */
export const LANES: i32 = ASC_FEATURE_SIMD ? 2 : 1;

/** All ones (true) or all zeros (false) in the low 32 bits for lane 0, in the high 32 bits for lane 1. */
export type Mask = u64;

export const ALL: Mask = ~(<u64>0);

@inline
export function laneMask(lane: i32, on: bool): Mask {
  return on ? (<u64>0xffff_ffff) << (<u64>lane << 5) : 0;
}

@inline
export function isLaneSet(mask: Mask, lane: i32): bool {
  return ((mask >> (<u64>lane << 5)) & 1) != 0;
}
