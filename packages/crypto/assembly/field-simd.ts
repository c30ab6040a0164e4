// The field of integers mod p = 2^255 - 19, two independent elements side by side. Source of the arithmetic: D. J. Bernstein and
// others, ref10 of Ed25519 (SUPERCOP); of working on two in lanes: the vector literature on it, e.g. Bernstein and Schwabe,
// "NEON crypto" (CHES 2012).
//
// An element is ten signed limbs of 26 and 25 bits in turn (radix 2^25.5): limb i weighs 2^ceil(25.5 i). In memory vector k holds
// limbs 2k and 2k + 1 of both elements: [2k of lane 0, 2k of lane 1, 2k + 1 of lane 0, 2k + 1 of lane 1], each an i32, so one
// widening multiplication gives the product of two even limbs (its low half) or of two odd ones (its high half) for both lanes.
//
// In powers of x = 2^51: an element is A(x) + 2^26 C(x) with the even limbs in A and the odd ones in C, x^5 = 19, and
// (A + 2^26 C)(B + 2^26 D) = (AB + 2x CD) + 2^26 (AD + CB). The bracket on the right is (A + C)(B + D) - AB - CD (Karatsuba), so a
// multiplication takes 75 widening products, not 100: measured 4 % of a verification (docs/measurements.md §1). Its sums may pass 2^63; they are taken modulo
// 2^64, and what is left in the end is small. For squares 2AC is cheaper directly: 55 products.
//
// Bounds. "Small" is what `multiply` and `square` give: |limb| <= 1.01 * 2^25 (even), 1.01 * 2^24 (odd). `add`, `subtract` and
// `negate` do not carry. `multiply(out, f, g)` takes sums of up to five small elements as f and up to three as g, `square` up to
// two: no product sum then reaches 2^62, and 19 g fits an i32.

/** Bytes of an element in both lanes. */
export const ELEMENT: usize = 80;

// Carries round to nearest, so limbs stay signed. Vectors have no fast arithmetic shift of 64 bits, so the sum is made positive by
// 2^62 and shifted as unsigned; what that adds to the next limb, 2^62 >> 26 = 2^36 or 2^62 >> 25 = 2^37, is taken back in that
// limb's own bias, or falls out of the low 32 bits at the end. The half that rounding adds stays in the limb until the end (HALVES).
// The constants are kept in memory because V8 builds a vector constant anew at each use.
const CONSTANTS: usize = memory.data<u64>([
  0x0000_0013_0000_0013, 0x0000_0013_0000_0013, // NINETEEN, in all four i32
  0x0000_0000_03ff_ffff, 0x0000_0000_03ff_ffff, // LOW_26
  0x0000_0000_01ff_ffff, 0x0000_0000_01ff_ffff, // LOW_25
  0x4000_0000_0200_0000, 0x4000_0000_0200_0000, // BIAS_26_FIRST = 2^62 + 2^25, nothing carried in yet
  0x3fff_fff0_0100_0000, 0x3fff_fff0_0100_0000, // BIAS_25 = 2^62 + 2^24 - 2^36
  0x3fff_ffe0_0200_0000, 0x3fff_ffe0_0200_0000, // BIAS_26 = 2^62 + 2^25 - 2^37
  0x3fff_ffe0_0000_0000, 0x3fff_ffe0_0000_0000, // BIAS_26_AGAIN = 2^62 - 2^37: the limb still has its half
  0x3fff_fda0_0000_0000, 0x3fff_fda0_0000_0000, // BIAS_26_WRAPPED = 2^62 - 19 * 2^37: as BIAS_26_AGAIN, for a carry that is multiplied by 19
  0x0200_0000_0200_0000, 0x0100_0000_0100_0000, // HALVES: 2^25, 2^25, 2^24, 2^24
], 16);
const NINETEEN: usize = 0;
const LOW_26: usize = 16;
const LOW_25: usize = 32;
const BIAS_26_FIRST: usize = 48;
const BIAS_25: usize = 64;
const BIAS_26: usize = 80;
const BIAS_26_AGAIN: usize = 96;
const BIAS_26_WRAPPED: usize = 112;
const HALVES: usize = 128;

@inline
function lo(a: v128, b: v128): v128 {
  return i64x2.extmul_low_i32x4_s(a, b);
}

@inline
function hi(a: v128, b: v128): v128 {
  return i64x2.extmul_high_i32x4_s(a, b);
}

/** 19 a, on 64 bits; vectors multiply those slowly. */
@inline
function times19(a: v128): v128 {
  return i64x2.add(i64x2.add(i64x2.shl(a, 4), i64x2.add(a, a)), a);
}

/** Exchanges even and odd limbs. */
@inline
function swap(a: v128): v128 {
  return v128.shuffle<i32>(a, a, 2, 3, 0, 1);
}

/** The low 32 bits of two pairs of limbs as one vector. */
@inline
function pack(even: v128, odd: v128): v128 {
  return v128.shuffle<i32>(even, odd, 0, 2, 4, 6);
}

@inline
function sum5(a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  return i64x2.add(i64x2.add(i64x2.add(i64x2.add(a, b), c), d), e);
}

@inline
function sum6(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128): v128 {
  return i64x2.add(i64x2.add(i64x2.add(i64x2.add(i64x2.add(a, b), c), d), e), f);
}

/** out = f + g. */
export function add(out: usize, f: usize, g: usize): void {
  v128.store(out, i32x4.add(v128.load(f), v128.load(g)));
  v128.store(out, i32x4.add(v128.load(f, 16), v128.load(g, 16)), 16);
  v128.store(out, i32x4.add(v128.load(f, 32), v128.load(g, 32)), 32);
  v128.store(out, i32x4.add(v128.load(f, 48), v128.load(g, 48)), 48);
  v128.store(out, i32x4.add(v128.load(f, 64), v128.load(g, 64)), 64);
}

/** out = f - g. */
export function subtract(out: usize, f: usize, g: usize): void {
  v128.store(out, i32x4.sub(v128.load(f), v128.load(g)));
  v128.store(out, i32x4.sub(v128.load(f, 16), v128.load(g, 16)), 16);
  v128.store(out, i32x4.sub(v128.load(f, 32), v128.load(g, 32)), 32);
  v128.store(out, i32x4.sub(v128.load(f, 48), v128.load(g, 48)), 48);
  v128.store(out, i32x4.sub(v128.load(f, 64), v128.load(g, 64)), 64);
}

/** out = f. */
export function copy(out: usize, f: usize): void {
  v128.store(out, v128.load(f));
  v128.store(out, v128.load(f, 16), 16);
  v128.store(out, v128.load(f, 32), 32);
  v128.store(out, v128.load(f, 48), 48);
  v128.store(out, v128.load(f, 64), 64);
}

/** out = f where the mask is set, g elsewhere. */
export function select(out: usize, f: usize, g: usize, mask: u64): void {
  const m = i64x2.splat(mask);
  v128.store(out, v128.bitselect(v128.load(f), v128.load(g), m));
  v128.store(out, v128.bitselect(v128.load(f, 16), v128.load(g, 16), m), 16);
  v128.store(out, v128.bitselect(v128.load(f, 32), v128.load(g, 32), m), 32);
  v128.store(out, v128.bitselect(v128.load(f, 48), v128.load(g, 48), m), 48);
  v128.store(out, v128.bitselect(v128.load(f, 64), v128.load(g, 64), m), 64);
}

/** out = -f where the mask is set, f elsewhere. */
export function negateWhere(out: usize, f: usize, mask: u64): void {
  const m = i64x2.splat(mask);
  v128.store(out, i32x4.sub(v128.xor(v128.load(f), m), m));
  v128.store(out, i32x4.sub(v128.xor(v128.load(f, 16), m), m), 16);
  v128.store(out, i32x4.sub(v128.xor(v128.load(f, 32), m), m), 32);
  v128.store(out, i32x4.sub(v128.xor(v128.load(f, 48), m), m), 48);
  v128.store(out, i32x4.sub(v128.xor(v128.load(f, 64), m), m), 64);
}

/** out = f * g, within the bounds that the head of this file gives. */
export function multiply(out: usize, f: usize, g: usize): void {
  const f0 = v128.load(f);
  const f1 = v128.load(f, 16);
  const f2 = v128.load(f, 32);
  const f3 = v128.load(f, 48);
  const f4 = v128.load(f, 64);
  const g0 = v128.load(g);
  const g1 = v128.load(g, 16);
  const g2 = v128.load(g, 32);
  const g3 = v128.load(g, 48);
  const g4 = v128.load(g, 64);
  const nineteen = v128.load(CONSTANTS, NINETEEN);
  const n1 = i32x4.mul(g1, nineteen);
  const n2 = i32x4.mul(g2, nineteen);
  const n3 = i32x4.mul(g3, nineteen);
  const n4 = i32x4.mul(g4, nineteen);
  // Even and odd limbs summed, for (A + C)(B + D). 19 (B + D) would not fit an i32, so those wraps are multiplied at the end.
  const fs0 = i32x4.add(f0, swap(f0));
  const fs1 = i32x4.add(f1, swap(f1));
  const fs2 = i32x4.add(f2, swap(f2));
  const fs3 = i32x4.add(f3, swap(f3));
  const fs4 = i32x4.add(f4, swap(f4));
  const gs0 = i32x4.add(g0, swap(g0));
  const gs1 = i32x4.add(g1, swap(g1));
  const gs2 = i32x4.add(g2, swap(g2));
  const gs3 = i32x4.add(g3, swap(g3));
  const gs4 = i32x4.add(g4, swap(g4));
  // p = AB, q = CD, both with x^5 = 19.
  const p0 = sum5(lo(f0, g0), lo(f1, n4), lo(f2, n3), lo(f3, n2), lo(f4, n1));
  const q0 = sum5(hi(f0, g0), hi(f1, n4), hi(f2, n3), hi(f3, n2), hi(f4, n1));
  const p1 = sum5(lo(f0, g1), lo(f1, g0), lo(f2, n4), lo(f3, n3), lo(f4, n2));
  const q1 = sum5(hi(f0, g1), hi(f1, g0), hi(f2, n4), hi(f3, n3), hi(f4, n2));
  const p2 = sum5(lo(f0, g2), lo(f1, g1), lo(f2, g0), lo(f3, n4), lo(f4, n3));
  const q2 = sum5(hi(f0, g2), hi(f1, g1), hi(f2, g0), hi(f3, n4), hi(f4, n3));
  const p3 = sum5(lo(f0, g3), lo(f1, g2), lo(f2, g1), lo(f3, g0), lo(f4, n4));
  const q3 = sum5(hi(f0, g3), hi(f1, g2), hi(f2, g1), hi(f3, g0), hi(f4, n4));
  const p4 = sum5(lo(f0, g4), lo(f1, g3), lo(f2, g2), lo(f3, g1), lo(f4, g0));
  const q4 = sum5(hi(f0, g4), hi(f1, g3), hi(f2, g2), hi(f3, g1), hi(f4, g0));
  // The odd limbs; h is what wraps.
  const h0 = i64x2.add(i64x2.add(i64x2.add(lo(fs1, gs4), lo(fs2, gs3)), lo(fs3, gs2)), lo(fs4, gs1));
  let o0 = i64x2.sub(i64x2.add(lo(fs0, gs0), times19(h0)), i64x2.add(p0, q0));
  const h1 = i64x2.add(i64x2.add(lo(fs2, gs4), lo(fs3, gs3)), lo(fs4, gs2));
  let o1 = i64x2.sub(i64x2.add(i64x2.add(lo(fs0, gs1), lo(fs1, gs0)), times19(h1)), i64x2.add(p1, q1));
  const h2 = i64x2.add(lo(fs3, gs4), lo(fs4, gs3));
  let o2 = i64x2.sub(i64x2.add(i64x2.add(i64x2.add(lo(fs0, gs2), lo(fs1, gs1)), lo(fs2, gs0)), times19(h2)), i64x2.add(p2, q2));
  const h3 = lo(fs4, gs4);
  let o3 = i64x2.sub(i64x2.add(i64x2.add(i64x2.add(i64x2.add(lo(fs0, gs3), lo(fs1, gs2)), lo(fs2, gs1)), lo(fs3, gs0)), times19(h3)), i64x2.add(p3, q3));
  let o4 = i64x2.sub(sum5(lo(fs0, gs4), lo(fs1, gs3), lo(fs2, gs2), lo(fs3, gs1), lo(fs4, gs0)), i64x2.add(p4, q4));
  // The even limbs.
  const qq = i64x2.add(q4, q4);
  let e0 = i64x2.add(p0, times19(qq));
  let e1 = i64x2.add(p1, i64x2.add(q0, q0));
  let e2 = i64x2.add(p2, i64x2.add(q1, q1));
  let e3 = i64x2.add(p3, i64x2.add(q2, q2));
  let e4 = i64x2.add(p4, i64x2.add(q3, q3));

  // Two chains, 0 to 4 to 5 and 4 to 9 to 0 to 1, taken in turn so that neither waits.
  const low26 = v128.load(CONSTANTS, LOW_26);
  const low25 = v128.load(CONSTANTS, LOW_25);
  let t: v128, u: v128;
  t = i64x2.add(e0, v128.load(CONSTANTS, BIAS_26_FIRST));
  u = i64x2.add(e2, v128.load(CONSTANTS, BIAS_26_FIRST));
  o0 = i64x2.add(o0, i64x2.shr_u(t, 26)); e0 = v128.and(t, low26);
  o2 = i64x2.add(o2, i64x2.shr_u(u, 26)); e2 = v128.and(u, low26);
  t = i64x2.add(o0, v128.load(CONSTANTS, BIAS_25));
  u = i64x2.add(o2, v128.load(CONSTANTS, BIAS_25));
  e1 = i64x2.add(e1, i64x2.shr_u(t, 25)); o0 = v128.and(t, low25);
  e3 = i64x2.add(e3, i64x2.shr_u(u, 25)); o2 = v128.and(u, low25);
  t = i64x2.add(e1, v128.load(CONSTANTS, BIAS_26));
  u = i64x2.add(e3, v128.load(CONSTANTS, BIAS_26));
  o1 = i64x2.add(o1, i64x2.shr_u(t, 26)); e1 = v128.and(t, low26);
  o3 = i64x2.add(o3, i64x2.shr_u(u, 26)); e3 = v128.and(u, low26);
  t = i64x2.add(o1, v128.load(CONSTANTS, BIAS_25));
  u = i64x2.add(o3, v128.load(CONSTANTS, BIAS_25));
  e2 = i64x2.add(e2, i64x2.shr_u(t, 25)); o1 = v128.and(t, low25);
  e4 = i64x2.add(e4, i64x2.shr_u(u, 25)); o3 = v128.and(u, low25);
  t = i64x2.add(e2, v128.load(CONSTANTS, BIAS_26_AGAIN));
  u = i64x2.add(e4, v128.load(CONSTANTS, BIAS_26));
  o2 = i64x2.add(o2, i64x2.shr_u(t, 26)); e2 = v128.and(t, low26);
  o4 = i64x2.add(o4, i64x2.shr_u(u, 26)); e4 = v128.and(u, low26);
  t = i64x2.add(o4, v128.load(CONSTANTS, BIAS_25));
  u = i64x2.shr_u(t, 25); o4 = v128.and(t, low25);
  t = i64x2.add(i64x2.add(e0, times19(u)), v128.load(CONSTANTS, BIAS_26_WRAPPED));
  o0 = i64x2.add(o0, i64x2.shr_u(t, 26)); e0 = v128.and(t, low26);
  const halves = v128.load(CONSTANTS, HALVES);

  v128.store(out, i32x4.sub(pack(e0, o0), halves));
  v128.store(out, i32x4.sub(pack(e1, o1), halves), 16);
  v128.store(out, i32x4.sub(pack(e2, o2), halves), 32);
  v128.store(out, i32x4.sub(pack(e3, o3), halves), 48);
  v128.store(out, i32x4.sub(pack(e4, o4), halves), 64);
}

/** out = f * f. */
export function square(out: usize, f: usize): void {
  const f0 = v128.load(f);
  const f1 = v128.load(f, 16);
  const f2 = v128.load(f, 32);
  const f3 = v128.load(f, 48);
  const f4 = v128.load(f, 64);
  const d0 = i32x4.add(f0, f0);
  const d1 = i32x4.add(f1, f1);
  const d2 = i32x4.add(f2, f2);
  const d3 = i32x4.add(f3, f3);
  const d4 = i32x4.add(f4, f4);
  const q0 = i32x4.add(d0, d0);
  const q1 = i32x4.add(d1, d1);
  const q2 = i32x4.add(d2, d2);
  const q3 = i32x4.add(d3, d3);
  const nineteen = v128.load(CONSTANTS, NINETEEN);
  const n1 = i32x4.mul(f1, nineteen);
  const n2 = i32x4.mul(f2, nineteen);
  const n3 = i32x4.mul(f3, nineteen);
  const n4 = i32x4.mul(f4, nineteen);
  const s0 = swap(f0);
  const s1 = swap(f1);
  const s2 = swap(f2);
  const s3 = swap(f3);
  const s4 = swap(f4);
  const m1 = swap(n1);
  const m2 = swap(n2);
  const m3 = swap(n3);
  const m4 = swap(n4);
  let e0 = sum6(lo(f0, f0), lo(d1, n4), lo(d2, n3), hi(q0, n4), hi(q1, n3), hi(d2, n2));
  let o0 = sum5(lo(d0, s0), lo(d1, m4), lo(d2, m3), lo(d3, m2), lo(d4, m1));
  let e1 = sum6(lo(d0, f1), lo(d2, n4), lo(f3, n3), hi(d0, f0), hi(q1, n4), hi(q2, n3));
  let o1 = sum5(lo(d0, s1), lo(d1, s0), lo(d2, m4), lo(d3, m3), lo(d4, m2));
  let e2 = sum6(lo(d0, f2), lo(f1, f1), lo(d3, n4), hi(q0, f1), hi(q2, n4), hi(d3, n3));
  let o2 = sum5(lo(d0, s2), lo(d1, s1), lo(d2, s0), lo(d3, m4), lo(d4, m3));
  let e3 = sum6(lo(d0, f3), lo(d1, f2), lo(f4, n4), hi(q0, f2), hi(d1, f1), hi(q3, n4));
  let o3 = sum5(lo(d0, s3), lo(d1, s2), lo(d2, s1), lo(d3, s0), lo(d4, m4));
  let e4 = sum6(lo(d0, f4), lo(d1, f3), lo(f2, f2), hi(q0, f3), hi(q1, f2), hi(d4, n4));
  let o4 = sum5(lo(d0, s4), lo(d1, s3), lo(d2, s2), lo(d3, s1), lo(d4, s0));


  // Two chains, 0 to 4 to 5 and 4 to 9 to 0 to 1, taken in turn so that neither waits.
  const low26 = v128.load(CONSTANTS, LOW_26);
  const low25 = v128.load(CONSTANTS, LOW_25);
  let t: v128, u: v128;
  t = i64x2.add(e0, v128.load(CONSTANTS, BIAS_26_FIRST));
  u = i64x2.add(e2, v128.load(CONSTANTS, BIAS_26_FIRST));
  o0 = i64x2.add(o0, i64x2.shr_u(t, 26)); e0 = v128.and(t, low26);
  o2 = i64x2.add(o2, i64x2.shr_u(u, 26)); e2 = v128.and(u, low26);
  t = i64x2.add(o0, v128.load(CONSTANTS, BIAS_25));
  u = i64x2.add(o2, v128.load(CONSTANTS, BIAS_25));
  e1 = i64x2.add(e1, i64x2.shr_u(t, 25)); o0 = v128.and(t, low25);
  e3 = i64x2.add(e3, i64x2.shr_u(u, 25)); o2 = v128.and(u, low25);
  t = i64x2.add(e1, v128.load(CONSTANTS, BIAS_26));
  u = i64x2.add(e3, v128.load(CONSTANTS, BIAS_26));
  o1 = i64x2.add(o1, i64x2.shr_u(t, 26)); e1 = v128.and(t, low26);
  o3 = i64x2.add(o3, i64x2.shr_u(u, 26)); e3 = v128.and(u, low26);
  t = i64x2.add(o1, v128.load(CONSTANTS, BIAS_25));
  u = i64x2.add(o3, v128.load(CONSTANTS, BIAS_25));
  e2 = i64x2.add(e2, i64x2.shr_u(t, 25)); o1 = v128.and(t, low25);
  e4 = i64x2.add(e4, i64x2.shr_u(u, 25)); o3 = v128.and(u, low25);
  t = i64x2.add(e2, v128.load(CONSTANTS, BIAS_26_AGAIN));
  u = i64x2.add(e4, v128.load(CONSTANTS, BIAS_26));
  o2 = i64x2.add(o2, i64x2.shr_u(t, 26)); e2 = v128.and(t, low26);
  o4 = i64x2.add(o4, i64x2.shr_u(u, 26)); e4 = v128.and(u, low26);
  t = i64x2.add(o4, v128.load(CONSTANTS, BIAS_25));
  u = i64x2.shr_u(t, 25); o4 = v128.and(t, low25);
  t = i64x2.add(i64x2.add(e0, times19(u)), v128.load(CONSTANTS, BIAS_26_WRAPPED));
  o0 = i64x2.add(o0, i64x2.shr_u(t, 26)); e0 = v128.and(t, low26);
  const halves = v128.load(CONSTANTS, HALVES);

  v128.store(out, i32x4.sub(pack(e0, o0), halves));
  v128.store(out, i32x4.sub(pack(e1, o1), halves), 16);
  v128.store(out, i32x4.sub(pack(e2, o2), halves), 32);
  v128.store(out, i32x4.sub(pack(e3, o3), halves), 48);
  v128.store(out, i32x4.sub(pack(e4, o4), halves), 64);
}

/** Elements of single lanes (40 bytes each, one behind the other) side by side: lane 0 from `lane0`, lane 1 from `lane1`. */
export function gather(out: usize, lane0: usize, lane1: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const a0 = v128.load(lane0), a1 = v128.load(lane0, 16), a2 = v128.load64_zero(lane0, 32);
    const b0 = v128.load(lane1), b1 = v128.load(lane1, 16), b2 = v128.load64_zero(lane1, 32);
    v128.store(out, v128.shuffle<i32>(a0, b0, 0, 4, 1, 5));
    v128.store(out, v128.shuffle<i32>(a0, b0, 2, 6, 3, 7), 16);
    v128.store(out, v128.shuffle<i32>(a1, b1, 0, 4, 1, 5), 32);
    v128.store(out, v128.shuffle<i32>(a1, b1, 2, 6, 3, 7), 48);
    v128.store(out, v128.shuffle<i32>(a2, b2, 0, 4, 1, 5), 64);
    out += ELEMENT;
    lane0 += ELEMENT / 2;
    lane1 += ELEMENT / 2;
  }
}

/** out = lane 0 of the element at `lane0`, lane 1 of the element at `lane1`. */
export function blend(out: usize, lane0: usize, lane1: usize): void {
  v128.store(out, v128.shuffle<i32>(v128.load(lane0, 0), v128.load(lane1, 0), 0, 5, 2, 7));
  v128.store(out, v128.shuffle<i32>(v128.load(lane0, 16), v128.load(lane1, 16), 0, 5, 2, 7), 16);
  v128.store(out, v128.shuffle<i32>(v128.load(lane0, 32), v128.load(lane1, 32), 0, 5, 2, 7), 32);
  v128.store(out, v128.shuffle<i32>(v128.load(lane0, 48), v128.load(lane1, 48), 0, 5, 2, 7), 48);
  v128.store(out, v128.shuffle<i32>(v128.load(lane0, 64), v128.load(lane1, 64), 0, 5, 2, 7), 64);
}
