// Keys and signatures of `createUnsafeLoadSigner`, for private keys that are public: everything here takes a time that depends on them.
// R = k H, e = SHA3-512(P || message || R) mod L, s = x^-1 e + k, with the deterministic nonce k of docs/protocol.md §3.3.
import { hashParts, setPart } from './hash-parts';
import { LANES } from './lanes';
import { POINT, setIdentity } from './point';
import { beginCompression, COMPRESSION, finishCompression, invertCompression, prepareCompression } from './ristretto';
import { halve, invertScalar, isZeroScalar, multiplyAdd, reduceWide, ZERO_SCALAR } from './scalar';
import { addMultipleOfH } from './table-of-h';

/** The maximum of records per call. */
export const MAX_RECORDS: i32 = 1024;

// A key: x, x^-1, and P = x^-1 H, encoded.
export const KEY: usize = 96;
const INVERSE: usize = 32;
const PUBLIC: usize = 64;

/** tos-signer/deterministic-nonce/v1 */
const DOMAIN: usize = memory.data<u8>([
  116, 111, 115, 45, 115, 105, 103, 110, 101, 114, 47, 100, 101, 116, 101, 114, 109, 105, 110, 105, 115, 116, 105, 99,
  45, 110, 111, 110, 99, 101, 47, 118, 49,
]);
const DOMAIN_SIZE: usize = 33;

// Multiples of H that wait for their encodings: points that share an inversion, and where the encodings go. Eight pairs already save as
// much as 32 do (docs/measurements.md §1).
const GROUPS: i32 = 32;
const KEPT: usize = memory.data(32 * COMPRESSION, 16);
const TARGETS: usize = memory.data(32 * 8, 8);
const HALF: usize = memory.data(2 * 32, 8);
const ACC: usize = memory.data(POINT, 16);
const ENCODED: usize = memory.data(64, 8);
let groups: i32 = 0;

/** out = scalar * H, encoded in 32 bytes, for each lane. `finishMultiples` completes them. */
function multiplyH(out0: usize, scalar0: usize, out1: usize, scalar1: usize): void {
  // Encoding doubles the point.
  halve(HALF, scalar0);
  if (LANES > 1) halve(HALF + 32, scalar1);
  setIdentity(ACC);
  addMultipleOfH(ACC, HALF, HALF + 32);
  if (groups == 0) beginCompression();
  prepareCompression(KEPT + <usize>groups * COMPRESSION, ACC);
  store<u32>(TARGETS + (<usize>groups << 3), <u32>out0);
  store<u32>(TARGETS + (<usize>groups << 3), <u32>out1, 4);
  if (++groups == GROUPS) finishMultiples();
}

function finishMultiples(): void {
  if (groups == 0) return;
  invertCompression();
  for (let g = groups - 1; g >= 0; g--) {
    finishCompression(ENCODED, KEPT + <usize>g * COMPRESSION);
    memory.copy(load<u32>(TARGETS + (<usize>g << 3)), ENCODED, 32);
    if (LANES > 1) memory.copy(load<u32>(TARGETS + (<usize>g << 3), 4), ENCODED + 32, 32);
  }
  groups = 0;
}

/** The record in lane 1 beside record i; i itself, whose results are then written twice, when no other is left. */
@inline
function besides(i: i32, count: i32): i32 {
  return i + 1 < count ? i + 1 : i;
}

const HASH: usize = memory.data(2 * 64, 16);
const PRODUCT: usize = memory.data(32, 8);

/**
 * Derives keys, `KEY` bytes each, of which the first 32 are private keys, any number.
 * @returns -1, or the index of the first private key that is 0 mod L; no key is derived then
 */
export function deriveKeys(keys: usize, count: i32): i32 {
  for (let i = 0; i < count; i++) {
    const key = keys + <usize>i * KEY;
    memory.fill(HASH, 0, 64);
    memory.copy(HASH, key, 32);
    reduceWide(key, HASH);
    if (isZeroScalar(key)) return i;
  }
  // One inversion for all of them (Montgomery's trick); the product of all x before a key waits in the place of its public key.
  memory.fill(PRODUCT, 0, 32);
  store<u8>(PRODUCT, 1);
  for (let i = 0; i < count; i++) {
    const key = keys + <usize>i * KEY;
    memory.copy(key + PUBLIC, PRODUCT, 32);
    multiplyAdd(PRODUCT, PRODUCT, key, ZERO_SCALAR);
  }
  invertScalar(PRODUCT, PRODUCT);
  for (let i = count - 1; i >= 0; i--) {
    const key = keys + <usize>i * KEY;
    multiplyAdd(key + INVERSE, PRODUCT, key + PUBLIC, ZERO_SCALAR);
    multiplyAdd(PRODUCT, PRODUCT, key, ZERO_SCALAR);
  }
  for (let i = 0; i < count; i += LANES) {
    const first = keys + <usize>i * KEY;
    const second = keys + <usize>besides(i, count) * KEY;
    multiplyH(first + PUBLIC, first + INVERSE, second + PUBLIC, second + INVERSE);
  }
  finishMultiples();
  return -1;
}

const NONCES: usize = memory.data(1024 * 32, 8);
const POINTS: usize = memory.data(1024 * 32, 8);

@inline
function nonceOf(i: i32): usize {
  return NONCES + (<usize>i << 5);
}

@inline
function pointOf(i: i32): usize {
  return POINTS + (<usize>i << 5);
}

// The call's records: three columns of u32, and keys.
let columns: usize = 0;
let rows: i32 = 0;
let keyTable: usize = 0;

@inline
function keyOf(i: i32): usize {
  return keyTable + <usize>load<u32>(columns + (<usize>i << 2)) * KEY;
}

@inline
function setMessage(lane: i32, part: i32, i: i32): void {
  const column = <usize>rows << 2;
  const address = load<u32>(columns + column + (<usize>i << 2));
  setPart(lane, part, address, load<u32>(columns + 2 * column + (<usize>i << 2)));
}

function setNonceParts(lane: i32, i: i32): void {
  setPart(lane, 0, DOMAIN, DOMAIN_SIZE);
  setPart(lane, 1, keyOf(i), 32);
  setPart(lane, 2, keyOf(i) + PUBLIC, 32);
  setMessage(lane, 3, i);
}

function setChallengeParts(lane: i32, i: i32): void {
  setPart(lane, 0, keyOf(i) + PUBLIC, 32);
  setMessage(lane, 1, i);
  setPart(lane, 2, pointOf(i), 32);
}

/** Writes s || e. */
function finishSignature(out: usize, i: i32, hash: usize): void {
  reduceWide(out + 32, hash);
  multiplyAdd(out, keyOf(i) + INVERSE, out + 32, nonceOf(i));
}

/**
 * Signs `count` messages, at most MAX_RECORDS. `at` are three arrays of `count` u32, one behind the other: index of the key, address of the
 * message, its length. `out` receives 64 bytes per message.
 */
export function signRecords(keys: usize, at: usize, count: i32, out: usize): void {
  keyTable = keys;
  columns = at;
  rows = count;
  for (let i = 0; i < count; i += LANES) {
    const j = besides(i, count);
    setNonceParts(0, i);
    if (LANES > 1) setNonceParts(1, j);
    hashParts(HASH, 4);
    reduceWide(nonceOf(i), HASH);
    if (LANES > 1) reduceWide(nonceOf(j), HASH + 64);
    multiplyH(pointOf(i), nonceOf(i), pointOf(j), nonceOf(j));
  }
  finishMultiples();
  for (let i = 0; i < count; i += LANES) {
    const j = besides(i, count);
    setChallengeParts(0, i);
    if (LANES > 1) setChallengeParts(1, j);
    hashParts(HASH, 3);
    finishSignature(out + (<usize>i << 6), i, HASH);
    if (LANES > 1) finishSignature(out + (<usize>j << 6), j, HASH + 64);
  }
}
