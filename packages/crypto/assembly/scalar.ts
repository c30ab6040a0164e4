// Integers mod L = 2^252 + 27742317777372353535851937790883648493, the order of ristretto255: 32 bytes, little-endian, below L.
// Source of the reduction: ref10 of Ed25519 (SUPERCOP), sc_reduce.

const L0: u64 = 0x5812_631a_5cf5_d3ed;
const L1: u64 = 0x14de_f9de_a2f7_9cd6;
const L3: u64 = 0x1000_0000_0000_0000;

/** True when the 32 bytes are a number below L. */
export function isScalar(bytes: usize): bool {
  const top = load<u64>(bytes, 24);
  if (top != L3) return top < L3;
  if (load<u64>(bytes, 16) != 0) return false;
  const middle = load<u64>(bytes, 8);
  if (middle != L1) return middle < L1;
  return load<u64>(bytes) < L0;
}

/** out = a / 2 mod L: the number itself or the number plus L, whichever is even, shifted. */
export function halve(out: usize, a: usize): void {
  const odd: u64 = 0 - (load<u64>(a) & 1);
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const s0 = a0 + (L0 & odd);
  const c0: u64 = s0 < a0 ? 1 : 0;
  const t1 = a1 + (L1 & odd); // no carry past t1 + 1: L1 is far from 2^64, so at most one of the two sums wraps
  const s1 = t1 + c0;
  const c1: u64 = (t1 < a1 ? 1 : 0) | (s1 < t1 ? 1 : 0);
  const s2 = a2 + c1;
  const c2: u64 = s2 < a2 ? 1 : 0;
  const s3 = a3 + (L3 & odd) + c2;
  store<u64>(out, (s0 >> 1) | (s1 << 63));
  store<u64>(out, (s1 >> 1) | (s2 << 63), 8);
  store<u64>(out, (s2 >> 1) | (s3 << 63), 16);
  store<u64>(out, s3 >> 1, 24);
}

export const ZERO_SCALAR: usize = memory.data(32, 8);

export function isZeroScalar(a: usize): bool {
  return (load<u64>(a) | load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0;
}

const PADDED: usize = memory.data(40, 8);

/** Signed digits of `width` bits that make up a scalar below 2^253. ceil(254 / width), so that the last one never overflows. */
@inline
export function digitCount(width: i32): i32 {
  return (253 + width) / width;
}

/** Writes a scalar as `digitCount(width)` i16 in (-2^(width - 1), 2^(width - 1)]: the sum of digit i * 2^(width i). */
export function toDigits(out: usize, scalar: usize, width: i32): void {
  memory.copy(PADDED, scalar, 32);
  const count = digitCount(width);
  const half = 1 << (width - 1);
  const mask = (1 << width) - 1;
  let carry = 0;
  for (let i = 0, bit = 0; i < count; i++, bit += width) {
    let digit = (<i32>(load<u32>(PADDED + (bit >> 3)) >> (bit & 7)) & mask) + carry;
    carry = i32(digit > half);
    digit -= carry << width;
    store<i16>(out + (i << 1), <i16>digit);
  }
}

// The reduction works on limbs of 21 bits: 2^252 is twelve of them, and mod L it is the sum of these six times 2^(21 i).
const FOLD: usize = memory.data<i64>([666643, 470296, 654183, -997805, 136657, -683901], 8);
const LIMBS: usize = memory.data(24 * 8, 8);

/** Adds limb k, k >= 12, to lower limbs as its value mod L, and clears it. */
function fold(k: i32): void {
  const high = load<i64>(LIMBS + (k << 3));
  store<i64>(LIMBS + (k << 3), 0);
  for (let i = 0; i < 6; i++) {
    const at = LIMBS + ((k - 12 + i) << 3);
    store<i64>(at, load<i64>(at) + high * load<i64>(FOLD + (i << 3)));
  }
}

/** Carries the bits of limb k beyond 21 to the next limb. `half` = 2^20 rounds to the nearest, 0 rounds down. */
@inline
function carry(k: i32, half: i64): void {
  const at = LIMBS + (k << 3);
  const high = (load<i64>(at) + half) >> 21;
  store<i64>(at, load<i64>(at, 8) + high, 8);
  store<i64>(at, load<i64>(at) - (high << 21));
}

/** out = 64 bytes, little-endian, mod L. */
export function reduceWide(out: usize, bytes: usize): void {
  const half: i64 = 1 << 20;
  for (let i = 0; i < 24; i++) {
    const bit = 21 * i;
    // The last limb takes the rest, 29 bits, and ends with the last byte.
    const at = min(bit >> 3, 56);
    const value = load<u64>(bytes + at) >> (bit - (at << 3));
    store<i64>(LIMBS + (i << 3), i < 23 ? value & 0x1f_ffff : value);
  }
  for (let k = 23; k >= 18; k--) fold(k);
  for (let k = 6; k <= 16; k += 2) carry(k, half);
  for (let k = 7; k <= 15; k += 2) carry(k, half);
  for (let k = 17; k >= 12; k--) fold(k);
  for (let k = 0; k <= 10; k += 2) carry(k, half);
  for (let k = 1; k <= 11; k += 2) carry(k, half);
  fold(12);
  for (let k = 0; k <= 11; k++) carry(k, 0);
  fold(12);
  for (let k = 0; k <= 10; k++) carry(k, 0);
  // Twelve limbs of 21 bits, now all positive, back to bytes.
  let word: u64 = 0;
  let have = 0;
  for (let i = 0; i < 12; i++) {
    const value = load<u64>(LIMBS + (i << 3));
    word |= value << have;
    have += 21;
    if (have >= 64) {
      store<u64>(out, word);
      out += 8;
      have -= 64;
      word = value >> (21 - have);
    }
  }
  store<u64>(out, word);
}

const WIDE: usize = memory.data(64, 8);

/** out = a b + c mod L, of scalars. */
export function multiplyAdd(out: usize, a: usize, b: usize, c: usize): void {
  memory.copy(WIDE, c, 32);
  memory.fill(WIDE + 32, 0, 32);
  // Digits of 32 bits: a product and two digits fit into 64 bits.
  for (let i: usize = 0; i < 32; i += 4) {
    const digit = <u64>load<u32>(a + i);
    let carry: u64 = 0;
    for (let j: usize = 0; j < 32; j += 4) {
      const at = WIDE + i + j;
      carry += digit * <u64>load<u32>(b + j) + <u64>load<u32>(at);
      store<u32>(at, <u32>carry);
      carry >>= 32;
    }
    store<u32>(WIDE + i + 32, <u32>carry);
  }
  reduceWide(out, WIDE);
}

/** L - 2. */
const EXPONENT: usize = memory.data<u64>([0x5812_631a_5cf5_d3eb, 0x14de_f9de_a2f7_9cd6, 0, 0x1000_0000_0000_0000], 8);
const BASE: usize = memory.data(32, 8);

/** out = 1 / a mod L, a not 0: a^(L - 2). */
export function invertScalar(out: usize, a: usize): void {
  memory.copy(BASE, a, 32);
  memory.copy(out, BASE, 32);
  for (let bit = 251; bit >= 0; bit--) {
    multiplyAdd(out, out, out, ZERO_SCALAR);
    if (((load<u8>(EXPONENT + (bit >> 3)) >> (bit & 7)) & 1) != 0) multiplyAdd(out, out, BASE, ZERO_SCALAR);
  }
}
