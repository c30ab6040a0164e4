// The tables of keys that are seen again and again, in two tiers, within a fixed number of bytes.
//
// Memory is cut into slabs. A slab holds tables of one tier, and is free again when its last table is released. A clock with counters, one
// per tier, chooses the table to release: each use winds a table up, the clock's hand winds tables down when a place is needed, and the
// first table that has run down is released. A flood of keys that are used once or twice turns the clock of the first tier, and the clock
// of the second tier at an eighth of that speed. A table in use by the current call is never released.
import { areBytesEqual } from './field';

/** Tier 1: built early, small, cheap to build. */
export const WIDTH_1: i32 = 4;
export const SPACING_1: i32 = 8;
/** Tier 2: for tables that stay in use. */
export const WIDTH_2: i32 = 5;
export const SPACING_2: i32 = 4;

const SIZE_1: usize = 8192; // combSize(4, 8)
const SIZE_2: usize = 26624; // combSize(5, 4)
/** The least common multiple of both sizes: 13 tables of tier 1 or 4 of tier 2. */
const SLAB: usize = 106496;
const TABLES_1: u32 = 13;
const TABLES_2: u32 = 4;
/** Of eight slabs, the number that may hold tier 2. The others are for new keys. */
const SLABS_2_OF_8: u32 = 7;
/** Steps of the first clock per step of the second. */
const STEPS_A_STEP: u32 = 8;
const MOST_WOUND: u8 = 7;

// A place for a table, 13 per slab: key 32, hash u64, next in bucket u32 (index + 1), uses u32, call u32, tier u8 (0: free), wound u8.
const PLACE: usize = 56;
const HASH: usize = 32;
const NEXT: usize = 40;
const USES: usize = 44;
const CALL: usize = 48;
const TIER: usize = 52;
const WOUND: usize = 53;
// A slab: tier u16 (0: free), places taken u16.
const SLAB_STATE: usize = 4;

let slabCount: u32 = 0;
let slabs: usize = 0;
let slabStates: usize = 0;
let places: usize = 0;
let buckets: usize = 0;
let bucketMask: u32 = 0;
let slabs2: u32 = 0;
let hand1: u32 = 0;
let hand2: u32 = 0;
let stepsTo2: u32 = 0;

export let tables1: u32 = 0;
export let tables2: u32 = 0;
export let evictions: u32 = 0;

function bucketCount(forSlabs: u32): u32 {
  let count: u32 = 16;
  while (count < forSlabs * TABLES_1) count <<= 1;
  return count;
}

function neededBytes(forSlabs: u32): usize {
  return forSlabs * (SLAB + SLAB_STATE + TABLES_1 * PLACE) + 4 * bucketCount(forSlabs) + 128;
}

/** @returns the bytes of `limit` that the cache will use, 0 when no slab fits */
export function planCache(limit: usize): usize {
  slabCount = <u32>(limit / SLAB);
  while (slabCount > 0 && neededBytes(slabCount) > limit) slabCount--;
  return slabCount == 0 ? 0 : neededBytes(slabCount);
}

/** Lays the planned cache out at the address of zeroed memory. */
export function placeCache(address: usize): void {
  slabs = (address + 127) & ~(<usize>127);
  places = slabs + slabCount * SLAB;
  slabStates = places + slabCount * TABLES_1 * PLACE;
  buckets = slabStates + slabCount * SLAB_STATE;
  bucketMask = bucketCount(slabCount) - 1;
}

@inline
function placeAt(index: u32): usize {
  return places + index * PLACE;
}

@inline
function indexOf(place: usize): u32 {
  return <u32>((place - places) / PLACE);
}

@inline
function bucketOf(hash: u64): usize {
  return buckets + (((<u32>hash >> 1) & bucketMask) << 2);
}

/** The place of a key's table, or 0. */
export function findTable(key: usize, hash: u64): usize {
  if (slabCount == 0) return 0;
  for (let next = load<u32>(bucketOf(hash)); next != 0; ) {
    const place = placeAt(next - 1);
    if (load<u64>(place, HASH) == hash && areBytesEqual(place, key)) return place;
    next = load<u32>(place, NEXT);
  }
  return 0;
}

export function tierOf(place: usize): i32 {
  return load<u8>(place, TIER);
}

export function tableOf(place: usize): usize {
  const index = indexOf(place);
  return slabs + (index / TABLES_1) * SLAB + (index % TABLES_1) * (load<u8>(place, TIER) == 1 ? SIZE_1 : SIZE_2);
}

/** Marks a table as used by the current call, so that it stays until the next call. */
export function pin(place: usize, call: u32): void {
  store<u32>(place, call, CALL);
}

/** Counts a good signature that was verified with the table. @returns the number of these signatures so far */
export function countUse(place: usize): u32 {
  const wound = load<u8>(place, WOUND);
  if (wound < MOST_WOUND) store<u8>(place, wound + 1, WOUND);
  const uses = load<u32>(place, USES) + 1;
  store<u32>(place, uses, USES);
  return uses;
}

/** Releases a table. */
export function release(place: usize): void {
  const hash = load<u64>(place, HASH);
  const index = indexOf(place) + 1;
  let link = bucketOf(hash);
  while (load<u32>(link) != index) link = placeAt(load<u32>(link) - 1) + NEXT;
  store<u32>(link, load<u32>(place, NEXT));
  if (load<u8>(place, TIER) == 1) tables1--;
  else tables2--;
  store<u8>(place, 0, TIER);
  const state = slabStates + ((index - 1) / TABLES_1) * SLAB_STATE;
  const taken = load<u16>(state, 2) - 1;
  store<u16>(state, taken, 2);
  if (taken == 0) {
    if (load<u16>(state) == 2) slabs2--;
    store<u16>(state, 0);
  }
}

/** A free place in a slab of this tier, in a free slab, or 0. */
function freePlace(tier: u16): usize {
  const most = tier == 1 ? TABLES_1 : TABLES_2;
  let free: u32 = slabCount;
  for (let slab: u32 = 0; slab < slabCount; slab++) {
    const state = slabStates + slab * SLAB_STATE;
    const holds = load<u16>(state);
    if (holds == 0) {
      if (free == slabCount) free = slab;
    } else if (holds == tier && load<u16>(state, 2) < most) {
      return placeIn(slab, most);
    }
  }
  if (free == slabCount) return 0;
  if (tier == 2) {
    // One slab always stays with the first tier.
    if (slabs2 + 1 > max<u32>((slabCount * SLABS_2_OF_8) >> 3, 1) || slabs2 + 1 >= slabCount) return 0;
    slabs2++;
  }
  store<u16>(slabStates + free * SLAB_STATE, tier);
  return placeIn(free, most);
}

function placeIn(slab: u32, most: u32): usize {
  for (let i: u32 = 0; i < most; i++) {
    const place = placeAt(slab * TABLES_1 + i);
    if (load<u8>(place, TIER) == 0) return place;
  }
  return 0;
}

/** Turns the clock of a tier until a table has run down, which is released, or until `steps` steps are done. */
function turn(tier: i32, steps: u32, call: u32): bool {
  const count = slabCount * TABLES_1;
  let hand = tier == 1 ? hand1 : hand2;
  let found = false;
  // A step passes one table of the tier; places of the other tier and free places take no step.
  for (let passed: u32 = 0; steps > 0 && passed < count * 9; passed++) {
    hand = hand + 1 >= count ? 0 : hand + 1;
    const place = placeAt(hand);
    if (load<u8>(place, TIER) != tier || load<u32>(place, CALL) == call) continue;
    steps--;
    const wound = load<u8>(place, WOUND);
    if (wound == 0) {
      release(place);
      evictions++;
      found = true;
      break;
    }
    store<u8>(place, wound - 1, WOUND);
  }
  if (tier == 1) hand1 = hand;
  else hand2 = hand;
  return found;
}

/**
 * Takes a place for a new table of a key that has none in this tier. `findTable` finds it only after `publish`.
 * @returns 0 when every place is in use
 */
export function takePlace(tier: i32, call: u32): usize {
  let place = freePlace(<u16>tier);
  if (place == 0) {
    // The second clock goes on slowly whichever tier needs a place, so that a table that is no longer used is released in the end.
    if (tier == 2 || ++stepsTo2 >= STEPS_A_STEP) {
      stepsTo2 = 0;
      turn(2, 1, call);
    }
    if (tier == 1) turn(1, u32.MAX_VALUE, call);
    place = freePlace(<u16>tier);
    if (place == 0) return 0;
  }
  // The place is taken, but is in no bucket yet.
  const state = slabStates + (indexOf(place) / TABLES_1) * SLAB_STATE;
  store<u16>(state, load<u16>(state, 2) + 1, 2);
  store<u8>(place, <u8>tier, TIER);
  store<u32>(place, call, CALL);
  if (tier == 1) tables1++;
  else tables2++;
  return place;
}

/** Puts a taken place into the bucket of its key, so that `findTable` finds it. */
export function publish(place: usize, key: usize, hash: u64): void {
  memory.copy(place, key, 32);
  store<u64>(place, hash, HASH);
  store<u32>(place, 0, USES);
  store<u8>(place, load<u8>(place, TIER) == 1 ? 0 : MOST_WOUND, WOUND);
  link(place, hash);
}

function link(place: usize, hash: u64): void {
  const bucket = bucketOf(hash);
  store<u32>(place, load<u32>(bucket), NEXT);
  store<u32>(bucket, indexOf(place) + 1);
}
