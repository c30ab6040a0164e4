// Points of the curve -x^2 + y^2 = 1 + d x^2 y^2 for all lanes. Source of the formulas: Hisil, Wong, Carter, Dawson, "Twisted
// Edwards Curves Revisited" (ASIACRYPT 2008), 3.1 to 3.3, with the stored forms of ref10 (SUPERCOP). The formulas are complete: they hold
// for every input, also for the identity and for equal points.
import { add, blend, copy, D2, ELEMENT, gather, LANE_ELEMENT, multiply, negateWhere, ONE, setSmall, square, subtract } from './field';
import { ALL, LANES } from './lanes';

/** A point: X, Y, Z, T with x = X/Z, y = Y/Z, T = XY/Z. Coordinates are small. */
export const POINT: usize = 4 * ELEMENT;
export const Y: usize = ELEMENT;
export const Z: usize = 2 * ELEMENT;
export const T: usize = 3 * ELEMENT;

/** A point as an addend: Y + X, Y - X, 2dT, 2Z. In the negated point the first two are exchanged, and the third has the other sign. */
export const CACHED: usize = 4 * ELEMENT;
const SUM: usize = 0;
const DIFFERENCE: usize = ELEMENT;
const T2D: usize = 2 * ELEMENT;
const Z2: usize = 3 * ELEMENT;

/** An addend with Z = 1: y + x, y - x, 2dxy. */
export const AFFINE: usize = 3 * ELEMENT;
/** An addend with Z = 1 of one lane, as tables keep it: three elements of ten i32 (120 bytes), filled up to two cache lines. */
export const LANE_AFFINE: usize = 128;

const A: usize = memory.data(ELEMENT, 16);
const B: usize = memory.data(ELEMENT, 16);
const C: usize = memory.data(ELEMENT, 16);
const E: usize = memory.data(ELEMENT, 16);
const F: usize = memory.data(ELEMENT, 16);
const G: usize = memory.data(ELEMENT, 16);
const H: usize = memory.data(ELEMENT, 16);

export function setIdentity(p: usize): void {
  setSmall(p, 0);
  setSmall(p + Y, 1);
  setSmall(p + Z, 1);
  setSmall(p + T, 0);
}

export function copyPoint(out: usize, p: usize): void {
  memory.copy(out, p, POINT);
}

/** out = 2p; T of p is not read, and T of out only written where `withT`. 4 squarings and 3 or 4 multiplications. */
@inline
export function double(out: usize, p: usize, withT: bool): void {
  square(A, p);
  square(B, p + Y);
  square(C, p + Z);
  add(E, p, p + Y);
  square(E, E);
  add(H, A, B); // X^2 + Y^2
  subtract(E, E, H); // 2XY
  subtract(G, B, A); // Y^2 - X^2
  add(C, C, C);
  subtract(F, C, G); // 2Z^2 - (Y^2 - X^2): four small terms, so the first argument below
  multiply(out, F, E);
  multiply(out + Y, H, G);
  multiply(out + Z, F, G);
  if (withT) multiply(out + T, E, H);
}

/** out = 2^times p, with T. */
export function doubleTimes(out: usize, p: usize, times: i32): void {
  for (let i = 1; i < times; i++) {
    double(out, p, false);
    p = out;
  }
  double(out, p, true);
}

/** The last steps of both additions, from E = B - A, D = 2 Z1 Z2 in F, C. */
@inline
function finishAddition(out: usize, withT: bool): void {
  subtract(E, B, A);
  add(H, B, A);
  add(G, F, C);
  subtract(F, F, C);
  multiply(out, E, F);
  multiply(out + Y, G, H);
  multiply(out + Z, F, G);
  if (withT) multiply(out + T, E, H);
}

/** out = p + q. */
export function addCached(out: usize, p: usize, q: usize, withT: bool): void {
  subtract(A, p + Y, p);
  add(B, p + Y, p);
  multiply(A, A, q + DIFFERENCE);
  multiply(B, B, q + SUM);
  multiply(C, p + T, q + T2D);
  multiply(F, p + Z, q + Z2);
  finishAddition(out, withT);
}

/** out = p + q, q with Z = 1. */
export function addAffine(out: usize, p: usize, q: usize, withT: bool): void {
  subtract(A, p + Y, p);
  add(B, p + Y, p);
  multiply(A, A, q + DIFFERENCE);
  multiply(B, B, q + SUM);
  multiply(C, p + T, q + T2D);
  add(F, p + Z, p + Z);
  finishAddition(out, withT);
}

export function toCached(out: usize, p: usize): void {
  add(out + SUM, p + Y, p);
  subtract(out + DIFFERENCE, p + Y, p);
  multiply(out + T2D, p + T, D2);
  add(out + Z2, p + Z, p + Z);
}

export function setCachedIdentity(out: usize): void {
  setSmall(out + SUM, 1);
  setSmall(out + DIFFERENCE, 1);
  setSmall(out + T2D, 0);
  setSmall(out + Z2, 2);
}

/** out = p as an addend with Z = 1, from 1 / Z. */
export function toAffine(out: usize, p: usize, inverseOfZ: usize): void {
  multiply(A, p, inverseOfZ);
  multiply(B, p + Y, inverseOfZ);
  add(out + SUM, B, A);
  subtract(out + DIFFERENCE, B, A);
  multiply(A, A, B);
  multiply(out + T2D, A, D2);
}

/** Writes one lane of an affine addend to a table entry of that lane. */
export function storeLaneAffine(entry: usize, q: usize, lane: i32): void {
  for (let i: usize = 0; i < 30; i++) store<i32>(entry + (i << 2), load<i32>(q + ((i * LANES + lane) << 2)));
  store<u64>(entry, 0, 3 * LANE_ELEMENT);
}

// The negated addend is read with the first two elements exchanged; only the third needs arithmetic.

const ADDEND: usize = memory.data(CACHED, 16);

@inline
function negateThird(sign0: i32, sign1: i32): void {
  const mask = (<u64>(<u32>sign0)) | (LANES > 1 ? (<u64>(<u32>sign1)) << 32 : 0);
  if (mask != 0) negateWhere(ADDEND + T2D, ADDEND + T2D, mask);
}

/** p = p + (entry0 in lane 0, entry1 in lane 1) of tables of affine addends of one lane, negated where the sign is -1, not 0. */
export function addFromTables(p: usize, entry0: usize, sign0: i32, entry1: usize, sign1: i32, withT: bool): void {
  const swap0 = LANE_ELEMENT & sign0;
  const swap1 = LANE_ELEMENT & sign1;
  gather(ADDEND, entry0 + swap0, entry1 + swap1, 1);
  gather(ADDEND + ELEMENT, entry0 + LANE_ELEMENT - swap0, entry1 + LANE_ELEMENT - swap1, 1);
  gather(ADDEND + T2D, entry0 + 2 * LANE_ELEMENT, entry1 + 2 * LANE_ELEMENT, 1);
  negateThird(sign0, sign1);
  addAffine(p, p, ADDEND, withT);
}

/** p = p + (entry0's lane 0, entry1's lane 1) of a table of cached addends of all lanes, negated where the sign is -1, not 0. */
export function addFromLanes(p: usize, entry0: usize, sign0: i32, entry1: usize, sign1: i32, withT: bool): void {
  const swap0 = ELEMENT & sign0;
  const swap1 = ELEMENT & sign1;
  blend(ADDEND, entry0 + swap0, entry1 + swap1);
  blend(ADDEND + ELEMENT, entry0 + ELEMENT - swap0, entry1 + ELEMENT - swap1);
  blend(ADDEND + T2D, entry0 + T2D, entry1 + T2D);
  blend(ADDEND + Z2, entry0 + Z2, entry1 + Z2);
  negateThird(sign0, sign1);
  addCached(p, p, ADDEND, withT);
}

/** out = p with x negated. */
export function negate(out: usize, p: usize): void {
  negateWhere(out, p, ALL);
  copy(out + Y, p + Y);
  copy(out + Z, p + Z);
  negateWhere(out + T, p + T, ALL);
}

/** p = (x, y) with Z = 1. */
export function setAffine(p: usize, x: usize, y: usize): void {
  copy(p, x);
  copy(p + Y, y);
  copy(p + Z, ONE);
  multiply(p + T, x, y);
}
