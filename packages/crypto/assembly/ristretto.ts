// ristretto255 for all lanes. Sources: RFC 9496, 4.3.1 (decoding); M. Hamburg's double-and-compress in batches, as curve25519-dalek
// has it (RistrettoPoint::double_and_compress_batch): the encodings of 2P for many points P with one inversion for all of them.
import {
  add,
  copy,
  D,
  ELEMENT,
  fromBytes,
  INVSQRT_A_MINUS_D,
  inverseSquareRoot,
  invert,
  isNegative,
  isZero,
  multiply,
  negateWhere,
  ONE,
  SQRT_MINUS_ONE,
  select,
  square,
  subtract,
  toBytes,
} from './field';
import { ALL, isLaneSet, LANES, laneMask, Mask } from './lanes';
import { setAffine, T, Y, Z } from './point';

/** True when the 32 bytes are an even value below p; no other bytes decode. */
export function isCanonical(bytes: usize): bool {
  if ((load<u8>(bytes) & 1) != 0) return false;
  const top = load<u64>(bytes, 24);
  if (top > 0x7fff_ffff_ffff_ffff) return false;
  if (top < 0x7fff_ffff_ffff_ffff) return true;
  if ((load<u64>(bytes, 8) & load<u64>(bytes, 16)) != 0xffff_ffff_ffff_ffff) return true;
  return load<u64>(bytes) < 0xffff_ffff_ffff_ffed;
}

const S: usize = memory.data(ELEMENT, 16);
const U1: usize = memory.data(ELEMENT, 16);
const U2: usize = memory.data(ELEMENT, 16);
const U2U2: usize = memory.data(ELEMENT, 16);
const V: usize = memory.data(ELEMENT, 16);
const ROOT: usize = memory.data(ELEMENT, 16);
const X: usize = memory.data(ELEMENT, 16);

/**
 * p = the points that the strings encode, with Z = 1. In a lane whose string encodes no point, p is a value on which arithmetic is harmless.
 * @returns the lanes whose string encodes a point
 */
export function decode(p: usize, bytes0: usize, bytes1: usize): Mask {
  let good = laneMask(0, isCanonical(bytes0));
  fromBytes(S, 0, bytes0);
  if (LANES > 1) {
    good |= laneMask(1, isCanonical(bytes1));
    fromBytes(S, 1, bytes1);
  }
  square(V, S);
  subtract(U1, ONE, V);
  add(U2, ONE, V);
  square(U2U2, U2);
  square(V, U1);
  multiply(V, V, D);
  add(V, V, U2U2);
  negateWhere(V, V, ALL); // -(d u1^2) - u2^2
  multiply(ROOT, V, U2U2);
  good &= inverseSquareRoot(ROOT, ROOT);
  multiply(U2, ROOT, U2); // den_x
  multiply(ROOT, ROOT, U2);
  multiply(ROOT, ROOT, V); // den_y
  add(S, S, S);
  multiply(X, S, U2);
  negateWhere(X, X, isNegative(X));
  multiply(S, U1, ROOT);
  setAffine(p, X, S);
  return good & ~(isNegative(p + T) | isZero(S));
}

// The memory of each point between the two passes of a batch: e, f, g, h, eg, fh, and the product of eg fh of all points before it.
export const COMPRESSION: usize = 7 * ELEMENT;
const KEPT_F: usize = ELEMENT;
const KEPT_G: usize = 2 * ELEMENT;
const KEPT_H: usize = 3 * ELEMENT;
const KEPT_EG: usize = 4 * ELEMENT;
const KEPT_FH: usize = 5 * ELEMENT;
const KEPT_PRODUCT: usize = 6 * ELEMENT;

const PRODUCT: usize = memory.data(ELEMENT, 16);
const EGFH: usize = memory.data(ELEMENT, 16);
const W: usize = memory.data(ELEMENT, 16);

/** Starts a batch. */
export function beginCompression(): void {
  copy(PRODUCT, ONE);
}

/** First pass over a point: it writes the `COMPRESSION` bytes at `kept`. */
export function prepareCompression(kept: usize, p: usize): void {
  square(W, p + Z);
  square(V, p + T);
  multiply(V, V, D);
  add(kept + KEPT_F, W, V); // Z^2 + dT^2
  subtract(kept + KEPT_H, W, V);
  square(W, p);
  square(V, p + Y);
  add(kept + KEPT_G, V, W); // Y^2 + X^2
  add(W, p + Y, p + Y);
  multiply(kept, W, p); // 2XY
  multiply(kept + KEPT_EG, kept, kept + KEPT_G);
  multiply(kept + KEPT_FH, kept + KEPT_F, kept + KEPT_H);
  copy(kept + KEPT_PRODUCT, PRODUCT);
  multiply(EGFH, kept + KEPT_EG, kept + KEPT_FH);
  // A zero is the identity. It must not make the product of the other points zero; the second pass recognises it again.
  select(EGFH, ONE, EGFH, isZero(EGFH));
  multiply(PRODUCT, PRODUCT, EGFH);
}

/** The one inversion of a batch, between its two passes. */
export function invertCompression(): void {
  invert(PRODUCT, PRODUCT);
}

/** Second pass, over the points in reverse order: writes the encoding of 2p in lane i to `bytes` + 32 i. */
export function finishCompression(bytes: usize, kept: usize): void {
  multiply(EGFH, kept + KEPT_EG, kept + KEPT_FH);
  const identity = isZero(EGFH);
  select(EGFH, ONE, EGFH, identity);
  multiply(ROOT, PRODUCT, kept + KEPT_PRODUCT); // 1 / (eg fh)
  multiply(PRODUCT, PRODUCT, EGFH);
  multiply(U1, kept + KEPT_EG, ROOT); // 1 / Z of the double
  multiply(U2, kept + KEPT_FH, ROOT); // 1 / T of the double
  multiply(V, U1, kept + KEPT_EG);
  const turned = isNegative(V);
  // Turned by the 4-torsion point that exchanges x and y.
  select(X, kept + KEPT_G, kept, turned); // e
  negateWhere(W, kept, turned);
  select(W, W, kept + KEPT_G, turned); // g
  multiply(S, kept + KEPT_F, SQRT_MINUS_ONE);
  select(S, S, kept + KEPT_H, turned); // h
  select(V, SQRT_MINUS_ONE, INVSQRT_A_MINUS_D, turned); // magic
  multiply(X, S, X);
  multiply(X, X, U1);
  negateWhere(W, W, isNegative(X));
  subtract(S, S, W); // h - g: up to five small terms, so the first argument
  multiply(S, S, V);
  multiply(S, S, W);
  multiply(S, S, U2);
  negateWhere(S, S, isNegative(S));
  for (let lane = 0; lane < LANES; lane++) {
    const out = bytes + ((<usize>lane) << 5);
    if (isLaneSet(identity, lane)) memory.fill(out, 0, 32);
    else toBytes(out, S, lane);
  }
}
