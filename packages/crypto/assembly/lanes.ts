// How many signatures are worked on side by side: two in the lanes of a 128-bit vector, or one where the machine has no SIMD.
// Everything above the field is written once for both: a value "of all lanes" lives in memory, is named by its address, and a
// condition is a `Mask` with 32 bits a lane.

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
