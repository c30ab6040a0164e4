// The field of integers mod p = 2^255 - 19 for all lanes: the arithmetic of the build's flavour, and on top of it the functions that both
// flavours share. field-simd.ts and field-scalar.ts have the bounds of the arguments.
import * as scalar from './field-scalar';
import * as simd from './field-simd';
import { LANES, laneMask, Mask } from './lanes';

/** Bytes of an element of all lanes. */
export const ELEMENT: usize = ASC_FEATURE_SIMD ? 80 : 40;
/** Bytes of an element of one lane: ten i32. */
export const LANE_ELEMENT: usize = 40;

@inline
export function add(out: usize, f: usize, g: usize): void {
  if (ASC_FEATURE_SIMD) simd.add(out, f, g);
  else scalar.add(out, f, g);
}

@inline
export function subtract(out: usize, f: usize, g: usize): void {
  if (ASC_FEATURE_SIMD) simd.subtract(out, f, g);
  else scalar.subtract(out, f, g);
}

@inline
export function copy(out: usize, f: usize): void {
  if (ASC_FEATURE_SIMD) simd.copy(out, f);
  else scalar.copy(out, f);
}

@inline
export function select(out: usize, f: usize, g: usize, mask: Mask): void {
  if (ASC_FEATURE_SIMD) simd.select(out, f, g, mask);
  else scalar.select(out, f, g, mask);
}

@inline
export function negateWhere(out: usize, f: usize, mask: Mask): void {
  if (ASC_FEATURE_SIMD) simd.negateWhere(out, f, mask);
  else scalar.negateWhere(out, f, mask);
}

@inline
export function multiply(out: usize, f: usize, g: usize): void {
  if (ASC_FEATURE_SIMD) simd.multiply(out, f, g);
  else scalar.multiply(out, f, g);
}

@inline
export function square(out: usize, f: usize): void {
  if (ASC_FEATURE_SIMD) simd.square(out, f);
  else scalar.square(out, f);
}

@inline
export function gather(out: usize, lane0: usize, lane1: usize, count: i32): void {
  if (ASC_FEATURE_SIMD) simd.gather(out, lane0, lane1, count);
  else scalar.gather(out, lane0, lane1, count);
}

@inline
export function blend(out: usize, lane0: usize, lane1: usize): void {
  if (ASC_FEATURE_SIMD) simd.blend(out, lane0, lane1);
  else scalar.blend(out, lane0, lane1);
}

@inline
function limb(f: usize, lane: i32, i: i32): i64 {
  return load<i32>(f + ((i * LANES + lane) << 2));
}

@inline
function setLimb(f: usize, lane: i32, i: i32, value: i64): void {
  store<i32>(f + ((i * LANES + lane) << 2), <i32>value);
}

/** out = a number below 2^26 in every lane. */
export function setSmall(out: usize, value: i32): void {
  for (let lane = 0; lane < LANES; lane++) {
    for (let i = 0; i < 10; i++) setLimb(out, lane, i, i == 0 ? value : 0);
  }
}

/** Sets one lane of `out` to the 255 bits at `bytes`, little-endian, and ignores bit 255. Its limbs are below 2^26 and 2^25. */
export function fromBytes(out: usize, lane: i32, bytes: usize): void {
  const a = load<u64>(bytes);
  const b = load<u64>(bytes, 8);
  const c = load<u64>(bytes, 16);
  const d = load<u64>(bytes, 24);
  const low26: u64 = 0x3ff_ffff;
  const low25: u64 = 0x1ff_ffff;
  // Limb i starts at bit ceil(25.5 i): 0, 26, 51, 77, 102, 128, 153, 179, 204, 230.
  setLimb(out, lane, 0, a & low26);
  setLimb(out, lane, 1, (a >> 26) & low25);
  setLimb(out, lane, 2, ((a >> 51) | (b << 13)) & low26);
  setLimb(out, lane, 3, (b >> 13) & low25);
  setLimb(out, lane, 4, ((b >> 38)) & low26);
  setLimb(out, lane, 5, c & low25);
  setLimb(out, lane, 6, (c >> 25) & low26);
  setLimb(out, lane, 7, ((c >> 51) | (d << 13)) & low25);
  setLimb(out, lane, 8, (d >> 12) & low26);
  setLimb(out, lane, 9, (d >> 38) & low25);
}

/** Writes one lane of any sum of small elements as its canonical 32 bytes, little-endian, below p. */
export function toBytes(bytes: usize, f: usize, lane: i32): void {
  let h0 = limb(f, lane, 0), h1 = limb(f, lane, 1), h2 = limb(f, lane, 2), h3 = limb(f, lane, 3), h4 = limb(f, lane, 4);
  let h5 = limb(f, lane, 5), h6 = limb(f, lane, 6), h7 = limb(f, lane, 7), h8 = limb(f, lane, 8), h9 = limb(f, lane, 9);
  // A round of carries brings the value within some 19s of [0, 2^255), a second one inside, and each limb into its 25 or 26 bits.
  for (let round = 0; round < 2; round++) {
    h1 += h0 >> 26; h0 &= 0x3ff_ffff;
    h2 += h1 >> 25; h1 &= 0x1ff_ffff;
    h3 += h2 >> 26; h2 &= 0x3ff_ffff;
    h4 += h3 >> 25; h3 &= 0x1ff_ffff;
    h5 += h4 >> 26; h4 &= 0x3ff_ffff;
    h6 += h5 >> 25; h5 &= 0x1ff_ffff;
    h7 += h6 >> 26; h6 &= 0x3ff_ffff;
    h8 += h7 >> 25; h7 &= 0x1ff_ffff;
    h9 += h8 >> 26; h8 &= 0x3ff_ffff;
    h0 += 19 * (h9 >> 25); h9 &= 0x1ff_ffff;
  }
  // q = floor(value / p), 0 or 1: the carry out of value + 19.
  let q = (h0 + 19) >> 26;
  q = (h1 + q) >> 25;
  q = (h2 + q) >> 26;
  q = (h3 + q) >> 25;
  q = (h4 + q) >> 26;
  q = (h5 + q) >> 25;
  q = (h6 + q) >> 26;
  q = (h7 + q) >> 25;
  q = (h8 + q) >> 26;
  q = (h9 + q) >> 25;
  // value - q p = value + 19 q - 2^255 q: the last term is the carry that falls out.
  h0 += 19 * q;
  h1 += h0 >> 26; h0 &= 0x3ff_ffff;
  h2 += h1 >> 25; h1 &= 0x1ff_ffff;
  h3 += h2 >> 26; h2 &= 0x3ff_ffff;
  h4 += h3 >> 25; h3 &= 0x1ff_ffff;
  h5 += h4 >> 26; h4 &= 0x3ff_ffff;
  h6 += h5 >> 25; h5 &= 0x1ff_ffff;
  h7 += h6 >> 26; h6 &= 0x3ff_ffff;
  h8 += h7 >> 25; h7 &= 0x1ff_ffff;
  h9 += h8 >> 26; h8 &= 0x3ff_ffff;
  h9 &= 0x1ff_ffff;
  store<u64>(bytes, h0 | (h1 << 26) | (h2 << 51));
  store<u64>(bytes, (h2 >> 13) | (h3 << 13) | (h4 << 38), 8);
  store<u64>(bytes, h5 | (h6 << 25) | (h7 << 51), 16);
  store<u64>(bytes, (h7 >> 13) | (h8 << 12) | (h9 << 38), 24);
}

/** True when the 32 bytes at `a` equal the 32 bytes at `b`. */
export function areBytesEqual(a: usize, b: usize): bool {
  return (
    ((load<u64>(a) ^ load<u64>(b)) |
      (load<u64>(a, 8) ^ load<u64>(b, 8)) |
      (load<u64>(a, 16) ^ load<u64>(b, 16)) |
      (load<u64>(a, 24) ^ load<u64>(b, 24))) ==
    0
  );
}

const ENCODED: usize = memory.data(32, 8);

/** The lanes in which the canonical value is odd, which RFC 9496 calls negative. */
export function isNegative(f: usize): Mask {
  let mask: Mask = 0;
  for (let lane = 0; lane < LANES; lane++) {
    toBytes(ENCODED, f, lane);
    mask |= laneMask(lane, (load<u8>(ENCODED) & 1) != 0);
  }
  return mask;
}

export function isZero(f: usize): Mask {
  let mask: Mask = 0;
  for (let lane = 0; lane < LANES; lane++) {
    toBytes(ENCODED, f, lane);
    mask |= laneMask(
      lane,
      (load<u64>(ENCODED) | load<u64>(ENCODED, 8) | load<u64>(ENCODED, 16) | load<u64>(ENCODED, 24)) == 0,
    );
  }
  return mask;
}

function squareTimes(out: usize, f: usize, times: i32): void {
  square(out, f);
  for (let i = 1; i < times; i++) square(out, out);
}

const C0: usize = memory.data(ELEMENT, 16);
const C1: usize = memory.data(ELEMENT, 16);
const C2: usize = memory.data(ELEMENT, 16);
const C3: usize = memory.data(ELEMENT, 16);

/** C1 = z^(2^250 - 1), C0 = z^11. The chain of ref10: 249 squarings, 10 multiplications. */
function power250(z: usize): void {
  square(C0, z); // 2
  squareTimes(C1, C0, 2); // 8
  multiply(C1, C1, z); // 9
  multiply(C0, C0, C1); // 11
  square(C2, C0); // 22
  multiply(C1, C1, C2); // 31 = 2^5 - 1
  squareTimes(C2, C1, 5);
  multiply(C1, C2, C1); // 2^10 - 1
  squareTimes(C2, C1, 10);
  multiply(C2, C2, C1); // 2^20 - 1
  copy(C3, C2);
  squareTimes(C2, C2, 20);
  multiply(C2, C2, C3); // 2^40 - 1
  squareTimes(C2, C2, 10);
  multiply(C1, C2, C1); // 2^50 - 1
  squareTimes(C2, C1, 50);
  multiply(C2, C2, C1); // 2^100 - 1
  copy(C3, C2);
  squareTimes(C2, C2, 100);
  multiply(C2, C2, C3); // 2^200 - 1
  squareTimes(C2, C2, 50);
  multiply(C1, C2, C1); // 2^250 - 1
}

/** out = 1 / z; 0 gives 0. By Fermat: z^(p - 2) = z^(2^255 - 21). */
export function invert(out: usize, z: usize): void {
  power250(z);
  squareTimes(C1, C1, 5);
  multiply(out, C1, C0);
}

const Z: usize = memory.data(ELEMENT, 16);

/** out = z^((p - 5) / 8) = z^(2^252 - 3), the core of a square root. */
function powerForRoot(out: usize, z: usize): void {
  copy(Z, z);
  power250(Z);
  squareTimes(C1, C1, 2);
  multiply(out, C1, Z);
}

const BYTES_OF_ONE: usize = memory.data<u64>([1, 0, 0, 0], 8);
const BYTES_OF_MINUS_ONE: usize = memory.data<u64>(
  [0xffff_ffff_ffff_ffec, 0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0x7fff_ffff_ffff_ffff],
  8,
);
/** -121665 / 121666 (RFC 8032, 5.1). */
const BYTES_OF_D: usize = memory.data<u64>(
  [0x75eb_4dca_1359_78a3, 0x0070_0a4d_4141_d8ab, 0x8cc7_4079_7779_e898, 0x5203_6cee_2b6f_fe73],
  8,
);
/** 2^((p - 1) / 4), the root that is even. */
const BYTES_OF_SQRT_MINUS_ONE: usize = memory.data<u64>(
  [0xc4ee_1b27_4a0e_a0b0, 0x2f43_1806_ad2f_e478, 0x2b4d_0099_3dfb_d7a7, 0x2b83_2480_4fc1_df0b],
  8,
);
const BYTES_OF_MINUS_SQRT_MINUS_ONE: usize = memory.data<u64>(
  [0x3b11_e4d8_b5f1_5f3d, 0xd0bc_e7f9_52d0_1b87, 0xd4b2_ff66_c204_2858, 0x547c_db7f_b03e_20f4],
  8,
);
/** INVSQRT_A_MINUS_D of RFC 9496, 4.1: 1 / sqrt(-1 - d). */
const BYTES_OF_INVSQRT_A_MINUS_D: usize = memory.data<u64>(
  [0x99c8_fdaa_805d_40ea, 0x9d2f_1617_5a41_72be, 0x16c2_7b91_fe01_d840, 0x786c_8905_cfaf_fca2],
  8,
);

export const ONE: usize = memory.data(ELEMENT, 16);
export const D: usize = memory.data(ELEMENT, 16);
/** 2 d */
export const D2: usize = memory.data(ELEMENT, 16);
export const SQRT_MINUS_ONE: usize = memory.data(ELEMENT, 16);
export const INVSQRT_A_MINUS_D: usize = memory.data(ELEMENT, 16);

/** Sets the constants of this file. It is called once, before every other function of this file. */
export function initField(): void {
  setSmall(ONE, 1);
  for (let lane = 0; lane < LANES; lane++) {
    fromBytes(D, lane, BYTES_OF_D);
    fromBytes(SQRT_MINUS_ONE, lane, BYTES_OF_SQRT_MINUS_ONE);
    fromBytes(INVSQRT_A_MINUS_D, lane, BYTES_OF_INVSQRT_A_MINUS_D);
  }
  add(D2, D, D);
  multiply(D2, D2, ONE); // back to small limbs
}

const V: usize = memory.data(ELEMENT, 16);
const R: usize = memory.data(ELEMENT, 16);
const V3: usize = memory.data(ELEMENT, 16);
const CHECK: usize = memory.data(ELEMENT, 16);

/**
 * SQRT_RATIO_M1(1, v) of RFC 9496, 4.2: out = the root of 1 / v that is not negative in the lanes that have one, else a root of
 * sqrt(-1) / v. v = 0 gives 0, and counts as having no root.
 * @returns the lanes in which 1 / v has a root
 */
export function inverseSquareRoot(out: usize, v: usize): Mask {
  // r = v^3 (v^7)^((p - 5) / 8)
  copy(V, v);
  square(R, V);
  multiply(CHECK, R, V); // v^3
  square(R, CHECK);
  multiply(R, R, V); // v^7
  copy(V3, CHECK);
  powerForRoot(R, R);
  multiply(R, R, V3);
  square(CHECK, R);
  multiply(CHECK, CHECK, V); // v r^2: a fourth root of one, or 0
  let isSquare: Mask = 0;
  let needsTurn: Mask = 0;
  for (let lane = 0; lane < LANES; lane++) {
    toBytes(ENCODED, CHECK, lane);
    const isMinusOne = areBytesEqual(ENCODED, BYTES_OF_MINUS_ONE);
    isSquare |= laneMask(lane, isMinusOne || areBytesEqual(ENCODED, BYTES_OF_ONE));
    needsTurn |= laneMask(lane, isMinusOne || areBytesEqual(ENCODED, BYTES_OF_MINUS_SQRT_MINUS_ONE));
  }
  multiply(CHECK, R, SQRT_MINUS_ONE);
  select(R, CHECK, R, needsTurn);
  negateWhere(out, R, isNegative(R));
  return isSquare;
}
