// Verification of Schnorr signatures on H in batches: R = s H - e P, accepted if and only if e = SHA3-512(P || message || R) mod L
// (docs/protocol.md §3.3). The docstring of `SignatureVerifier` in src/signature-verifier.ts has the accept set, edge by edge.
//
// The sum is computed of halves: s/2 and e/2 mod L give R/2, up to a point of order 4, which does not change the encoding of the double.
// The doubles of many points are encoded with one inversion (ristretto.ts).
import { finishTables, makeComb, multiplyComb } from './comb';
import { areBytesEqual } from './field';
import { hashParts, setPart } from './hash-parts';
import { keyHash } from './key-hash';
import { isLaneSet, LANES, Mask } from './lanes';
import {
  addCached,
  addFromLanes,
  CACHED,
  double,
  doubleTimes,
  negate,
  POINT,
  setCachedIdentity,
  setIdentity,
  toCached,
} from './point';
import {
  beginCompression,
  COMPRESSION,
  decode,
  finishCompression,
  invertCompression,
  prepareCompression,
} from './ristretto';
import { digitCount, halve, isScalar, reduceWide, toDigits } from './scalar';
import { countGood, isFirstTry, isRepeated, see, sightingsInCall } from './sightings';
import {
  countUse,
  findTable,
  pin,
  publish,
  release,
  SPACING_1,
  SPACING_2,
  tableOf,
  takePlace,
  tierOf,
  WIDTH_1,
  WIDTH_2,
} from './table-cache';
import { addMultipleOfH } from './table-of-h';

/** The maximum of records per call. */
export const MAX_RECORDS: i32 = 1024;
const BAD: u8 = 2;
const GOOD: u8 = 1;

/** Bits per digit of e/2 for a key without a table: 16 multiples of P are made for each verification. */
const WIDTH_P: i32 = 5;
const MULTIPLES: i32 = 16;

/** Uses after which a key with a table of tier 1 gets one of tier 2. Building it costs 1.6 verifications, and it saves 0.05 per use. */
const USES_TO_PROMOTE: u32 = 30;
/** Sightings in one call after which a key gets its table although no second key fills the other lane while it is built. */
const SIGHTINGS_TO_BUILD_ALONE: u32 = 4;

export let coldCount: u64 = 0;
export let warmCount1: u64 = 0;
export let warmCount2: u64 = 0;
export let builds1: u64 = 0;
export let builds2: u64 = 0;

const POINT_A: usize = memory.data(POINT, 16);
const POINT_B: usize = memory.data(POINT, 16);
const ACC: usize = memory.data(POINT, 16);
const POINTS_OF_KEY: usize = memory.data(17 * POINT, 16);
const ADDENDS_OF_KEY: usize = memory.data(17 * CACHED, 16);

// The call's records: columns as in `VerificationRecords`, offsets into `base`, and a verdict byte each.
let base: usize = 0;
let keys: usize = 0;
let messageOffsets: usize = 0;
let messageLengths: usize = 0;
let signatures: usize = 0;
let verdicts: usize = 0;
let call: u32 = 0;

@inline
function keyOf(i: i32): usize {
  return base + load<u32>(keys + (<usize>i << 2));
}

@inline
function sOf(i: i32): usize {
  return base + load<u32>(signatures + (<usize>i << 2));
}

@inline
function eOf(i: i32): usize {
  return sOf(i) + 32;
}

const HALF: usize = memory.data(32, 8);
/** At most 64 digits (i16) per lane. */
const DIGITS: usize = memory.data(2 * 128, 16);
const LANE_DIGITS: usize = 128;

const HALVES_OF_S: usize = memory.data(2 * 32, 8);

/** The halves of s, and the digits of the halves of e, for both lanes. */
function prepareHalves(i: i32, j: i32, width: i32): void {
  halve(HALVES_OF_S, sOf(i));
  halve(HALF, eOf(i));
  toDigits(DIGITS, HALF, width);
  if (LANES > 1) {
    halve(HALVES_OF_S + 32, sOf(j));
    halve(HALF, eOf(j));
    toDigits(DIGITS + LANE_DIGITS, HALF, width);
  }
}

@inline
function digitAt(lane: usize, i: i32): i32 {
  return load<i16>(DIGITS + lane * LANE_DIGITS + (<usize>i << 1));
}

@inline
function magnitude(digit: i32): usize {
  const sign = digit >> 31;
  return (digit ^ sign) - sign;
}

/** ACC = R/2 for keys without a table. @returns the lanes whose key is a point */
function computeCold(i: i32, j: i32): Mask {
  const good = decode(POINT_A, keyOf(i), keyOf(j));
  prepareHalves(i, j, WIDTH_P);
  // Multiples 0 to 16 of -P.
  setCachedIdentity(ADDENDS_OF_KEY);
  negate(POINTS_OF_KEY + POINT, POINT_A);
  toCached(ADDENDS_OF_KEY + CACHED, POINTS_OF_KEY + POINT);
  for (let k = 2; k <= MULTIPLES; k++) {
    const out = POINTS_OF_KEY + <usize>k * POINT;
    if ((k & 1) == 0) double(out, POINTS_OF_KEY + <usize>(k >> 1) * POINT, true);
    else addCached(out, out - POINT, ADDENDS_OF_KEY + CACHED, true);
    toCached(ADDENDS_OF_KEY + <usize>k * CACHED, out);
  }
  setIdentity(ACC);
  for (let k = digitCount(WIDTH_P) - 1; k >= 0; k--) {
    if (k < digitCount(WIDTH_P) - 1) doubleTimes(ACC, ACC, WIDTH_P);
    const digit0 = digitAt(0, k);
    const digit1 = LANES > 1 ? digitAt(1, k) : 0;
    addFromLanes(
      ACC,
      ADDENDS_OF_KEY + magnitude(digit0) * CACHED,
      digit0 >> 31,
      ADDENDS_OF_KEY + magnitude(digit1) * CACHED,
      digit1 >> 31,
      k == 0,
    );
  }
  addMultipleOfH(ACC, HALVES_OF_S, HALVES_OF_S + 32);
  return good;
}

/** ACC = R/2 for keys with tables of one tier. */
function computeWarm(i: i32, j: i32, width: i32, spacing: i32): Mask {
  prepareHalves(i, j, width);
  setIdentity(ACC);
  const table0 = tableOf(placeOf(i));
  const table1 = tableOf(placeOf(j));
  multiplyComb(ACC, table0, DIGITS, table1, DIGITS + LANE_DIGITS, width, spacing);
  addMultipleOfH(ACC, HALVES_OF_S, HALVES_OF_S + 32);
  return ~(<u64>0);
}

// The maximum of lane groups that share an inversion. By measurement (docs/measurements.md §1), eight pairs already save as much as 32 do.
const GROUPS: i32 = 32;
const KEPT: usize = memory.data(32 * COMPRESSION, 16);
const GROUP_RECORDS: usize = memory.data(32 * 8, 8);
const GROUP_GOOD: usize = memory.data(32 * 8, 8);
const ENCODED: usize = memory.data(32 * 64, 8);
let groups: i32 = 0;

/** Computes R for records i and j in two lanes; i = j when no second record is left. */
function addGroup(i: i32, j: i32, tier: i32): void {
  let good: Mask;
  if (tier == 0) good = computeCold(i, j);
  else if (tier == 1) good = computeWarm(i, j, WIDTH_1, SPACING_1);
  else good = computeWarm(i, j, WIDTH_2, SPACING_2);
  if (groups == 0) beginCompression();
  prepareCompression(KEPT + <usize>groups * COMPRESSION, ACC);
  store<i32>(GROUP_RECORDS + (<usize>groups << 3), i);
  store<i32>(GROUP_RECORDS + (<usize>groups << 3), j, 4);
  store<Mask>(GROUP_GOOD + (<usize>groups << 3), good);
  if (++groups == GROUPS) flushGroups();
}

/** Encodes the points of all groups and judges their records. */
function flushGroups(): void {
  if (groups == 0) return;
  invertCompression();
  for (let g = groups - 1; g >= 0; g--) {
    finishCompression(ENCODED + (<usize>g << 6), KEPT + <usize>g * COMPRESSION);
  }
  for (let g = 0; g < groups; g++) {
    const i = load<i32>(GROUP_RECORDS + (<usize>g << 3));
    const j = load<i32>(GROUP_RECORDS + (<usize>g << 3), 4);
    judge(i, j, ENCODED + (<usize>g << 6), load<Mask>(GROUP_GOOD + (<usize>g << 3)));
  }
  groups = 0;
}

const HASH: usize = memory.data(2 * 64, 16);
const SCALAR: usize = memory.data(32, 8);

/** Names what is hashed: P || message || R; `r` are the 32 bytes of R. */
function setParts(lane: i32, i: i32, r: usize): void {
  setPart(lane, 0, keyOf(i), 32);
  setPart(lane, 1, base + load<u32>(messageOffsets + (<usize>i << 2)), load<u32>(messageLengths + (<usize>i << 2)));
  setPart(lane, 2, r, 32);
}

function judge(i: i32, j: i32, encoded: usize, good: Mask): void {
  setParts(0, i, encoded);
  if (LANES > 1) setParts(1, j, encoded + 32);
  hashParts(HASH, 3);
  setVerdict(i, HASH, isLaneSet(good, 0));
  if (LANES > 1) setVerdict(j, HASH + 64, isLaneSet(good, 1));
}

function setVerdict(i: i32, hash: usize, isPoint: bool): void {
  reduceWide(SCALAR, hash);
  store<u8>(verdicts + i, isPoint && areBytesEqual(SCALAR, eOf(i)) ? GOOD : BAD);
}

// The hash, sighting and table of each record's key, for this call.
const HASHES: usize = memory.data(1024 * 8, 8);
const PLACES: usize = memory.data(1024 * 4, 8);
const SEEN: usize = memory.data(1024 * 4, 8);
/** Record numbers, one list at a time. */
const LIST: usize = memory.data(1024 * 4, 8);

@inline
function placeOf(i: i32): usize {
  return load<u32>(PLACES + (<usize>i << 2));
}

@inline
function hashOf(i: i32): u64 {
  return load<u64>(HASHES + (<usize>i << 3));
}

// A key that waits for a second key, so that their tables are built in two lanes: its bytes, its hash, and whether a key waits.
const WAITING: usize = memory.data(32, 8);
let waitingHash: u64 = 0;
let buildsLeft: i32 = 0;

/** The memory for the table of a lane that has no key of its own. */
const SPARE_TABLE: usize = memory.data(26624, 128);

/** Makes tables for two keys, or for one key alone (key1 = key0). A key that is not a point gets no table. */
function makeTables(key0: usize, hash0: u64, key1: usize, hash1: u64, tier: i32): void {
  const good = decode(POINT_A, key0, key1);
  const table0 = isLaneSet(good, 0) ? addTable(key0, hash0, tier) : 0;
  const table1 = LANES > 1 && key0 != key1 && isLaneSet(good, 1) ? addTable(key1, hash1, tier) : 0;
  if (table0 == 0 && table1 == 0) return;
  negate(POINT_B, POINT_A);
  const target0 = table0 != 0 ? table0 : SPARE_TABLE;
  const target1 = table1 != 0 ? table1 : SPARE_TABLE;
  if (tier == 1) makeComb(target0, target1, POINT_B, WIDTH_1, SPACING_1);
  else makeComb(target0, target1, POINT_B, WIDTH_2, SPACING_2);
}

/** Takes and publishes a place for a key's table, which must be made in this call. @returns the table's address, or 0 */
function addTable(key: usize, hash: u64, tier: i32): usize {
  const place = takePlace(tier, call);
  if (place == 0) return 0;
  publish(place, key, hash);
  buildsLeft--;
  if (tier == 1) builds1++;
  else builds2++;
  return tableOf(place);
}

/** Finds the table of each record's key, and builds the tables that are due. */
function prepareTables(count: i32): void {
  for (let i = 0; i < count; i++) {
    if (load<u8>(verdicts + i) != 0) continue;
    const hash = keyHash(keyOf(i));
    store<u64>(HASHES + (<usize>i << 3), hash);
    const place = findTable(keyOf(i), hash);
    store<u32>(PLACES + (<usize>i << 2), <u32>place);
    if (place != 0) pin(place, call);
    else store<u32>(SEEN + (<usize>i << 2), <u32>see(hash, call));
  }
  let wanting = 0;
  for (let i = 0; i < count && wanting < buildsLeft; i++) {
    if (load<u8>(verdicts + i) != 0 || placeOf(i) != 0) continue;
    const seen = load<u32>(SEEN + (<usize>i << 2));
    if (!isRepeated(seen, hashOf(i)) || !isFirstTry(seen, call)) continue;
    store<i32>(LIST + (<usize>wanting << 2), i);
    wanting++;
  }
  if (wanting == 0) return;
  for (let k = 0; k + LANES <= wanting; k += LANES) {
    const i = load<i32>(LIST + (<usize>k << 2));
    const j = LANES > 1 ? load<i32>(LIST + (<usize>(k + 1) << 2)) : i;
    makeTables(keyOf(i), hashOf(i), keyOf(j), hashOf(j), 1);
  }
  if (LANES > 1 && (wanting & 1) != 0) {
    const i = load<i32>(LIST + (<usize>(wanting - 1) << 2));
    const key = keyOf(i);
    const hash = hashOf(i);
    if (waitingHash != 0 && waitingHash != hash && findTable(WAITING, waitingHash) == 0) {
      makeTables(key, hash, WAITING, waitingHash, 1);
      waitingHash = 0;
    } else if (sightingsInCall(load<u32>(SEEN + (<usize>i << 2))) >= SIGHTINGS_TO_BUILD_ALONE) {
      makeTables(key, hash, key, hash, 1);
    } else {
      memory.copy(WAITING, key, 32);
      waitingHash = hash;
    }
  }
  finishTables();
  for (let i = 0; i < count; i++) {
    if (load<u8>(verdicts + i) == 0 && placeOf(i) == 0) {
      store<u32>(PLACES + (<usize>i << 2), <u32>findTable(keyOf(i), hashOf(i)));
    }
  }
}

/** Counts good signatures, and promotes tables that have been used often to the second tier. */
function learn(count: i32): void {
  let wanting = 0;
  for (let i = 0; i < count; i++) {
    if (load<u8>(verdicts + i) != GOOD) continue;
    const place = placeOf(i);
    if (place == 0) {
      countGood(load<u32>(SEEN + (<usize>i << 2)), hashOf(i));
    } else if (countUse(place) >= USES_TO_PROMOTE && tierOf(place) == 1 && wanting < buildsLeft) {
      store<i32>(LIST + (<usize>wanting << 2), i);
      wanting++;
    }
  }
  let first = -1;
  for (let k = 0; k < wanting; k++) {
    const i = load<i32>(LIST + (<usize>k << 2));
    if (LANES == 1) {
      if (tierOf(placeOf(i)) == 1) promote(i, i);
    } else if (first < 0) {
      first = i;
    } else if (hashOf(i) != hashOf(first)) {
      promote(first, i);
      first = -1;
    }
  }
  finishTables();
}

/** Promotes the tables of records i and j. A key may be on the list twice: its promoted table is no longer found in the first tier. */
function promote(i: i32, j: i32): void {
  const old0 = findTable(keyOf(i), hashOf(i));
  const old1 = findTable(keyOf(j), hashOf(j));
  if (old0 == 0 || old1 == 0 || tierOf(old0) != 1 || tierOf(old1) != 1) return;
  makeTables(keyOf(i), hashOf(i), keyOf(j), hashOf(j), 2);
  retire(old0, i);
  if (old1 != old0) retire(old1, j);
}

/** Releases the small table of a key that has a large one now; `findTable` finds the newest table first. */
function retire(old: usize, i: i32): void {
  if (findTable(keyOf(i), hashOf(i)) != old) release(old);
}

/** Verifies the records whose verdict is 0 and whose key has a table of this tier; tier 0 stands for no table. */
function verifyTier(count: i32, tier: i32, isCached: bool): void {
  let first = -1;
  for (let i = 0; i < count; i++) {
    if (load<u8>(verdicts + i) != 0) continue;
    const place = isCached ? placeOf(i) : 0;
    if ((place == 0 ? 0 : tierOf(place)) != tier) continue;
    if (tier == 0) coldCount++;
    else if (tier == 1) warmCount1++;
    else warmCount2++;
    if (LANES == 1) {
      addGroup(i, i, tier);
    } else if (first < 0) {
      first = i;
    } else {
      addGroup(first, i, tier);
      first = -1;
    }
  }
  if (first >= 0) addGroup(first, first, tier);
}

/**
 * Verifies `count` records, at most MAX_RECORDS. `columns` are four arrays of `count` u32, one behind the other: key, message offset,
 * message length, signature; the offsets are into `bytes`. `out` receives one verdict byte per record. `maxBuilds` is the maximum of
 * tables to build; -1: no cache.
 */
export function verifyRecords(bytes: usize, columns: usize, count: i32, out: usize, maxBuilds: i32): void {
  const column = <usize>count << 2;
  base = bytes;
  keys = columns;
  messageOffsets = columns + column;
  messageLengths = columns + 2 * column;
  signatures = columns + 3 * column;
  verdicts = out;
  call++;
  for (let i = 0; i < count; i++) store<u8>(out + i, isScalar(sOf(i)) && isScalar(eOf(i)) ? 0 : BAD);
  const isCached = maxBuilds >= 0;
  buildsLeft = maxBuilds;
  if (isCached) prepareTables(count);
  verifyTier(count, 0, isCached);
  if (isCached) {
    verifyTier(count, 1, true);
    verifyTier(count, 2, true);
  }
  flushGroups();
  if (isCached) learn(count);
}
