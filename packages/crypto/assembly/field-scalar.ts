// The field of integers mod p = 2^255 - 19, one element at a time. Source: D. J. Bernstein and others, ref10 of Ed25519 (SUPERCOP).
//
// An element is ten signed limbs of 26 and 25 bits in turn (radix 2^25.5), as i32 in memory: limb i weighs 2^ceil(25.5 i).
// A product of two odd limbs weighs twice its place; places past 2^255 come back times 19. WebAssembly has no multiplication of
// 64 by 64 bits to 128, so larger limbs would not pay.
//
// Bounds. "Small" is what `multiply` and `square` give: |limb| <= 1.01 * 2^25 (even), 1.01 * 2^24 (odd). `add`, `subtract` and
// `negate` do not carry. `multiply(out, f, g)` takes sums of up to five small elements as f and up to three as g, `square` up to
// two: no product sum then reaches 2^62, and 19 g fits an i32.

/** Bytes of an element. */
export const ELEMENT: usize = 40;

const HALF_26: i64 = 1 << 25;
const HALF_25: i64 = 1 << 24;

/** out = f + g. */
export function add(out: usize, f: usize, g: usize): void {
  for (let i: usize = 0; i < ELEMENT; i += 8) {
    store<i32>(out + i, load<i32>(f + i) + load<i32>(g + i));
    store<i32>(out + i, load<i32>(f + i, 4) + load<i32>(g + i, 4), 4);
  }
}

/** out = f - g. */
export function subtract(out: usize, f: usize, g: usize): void {
  for (let i: usize = 0; i < ELEMENT; i += 8) {
    store<i32>(out + i, load<i32>(f + i) - load<i32>(g + i));
    store<i32>(out + i, load<i32>(f + i, 4) - load<i32>(g + i, 4), 4);
  }
}

/** out = f. */
export function copy(out: usize, f: usize): void {
  memory.copy(out, f, ELEMENT);
}

/** out = f where the mask is set, g elsewhere. */
export function select(out: usize, f: usize, g: usize, mask: u64): void {
  copy(out, <u32>mask != 0 ? f : g);
}

/** out = -f where the mask is set, f elsewhere. */
export function negateWhere(out: usize, f: usize, mask: u64): void {
  const m = <i32>mask;
  for (let i: usize = 0; i < ELEMENT; i += 4) store<i32>(out + i, (load<i32>(f + i) ^ m) - m);
}

/** out = f * g, within the bounds that the head of this file gives. */
export function multiply(out: usize, f: usize, g: usize): void {
  const f0 = <i64>load<i32>(f, 0);
  const f1 = <i64>load<i32>(f, 4);
  const f2 = <i64>load<i32>(f, 8);
  const f3 = <i64>load<i32>(f, 12);
  const f4 = <i64>load<i32>(f, 16);
  const f5 = <i64>load<i32>(f, 20);
  const f6 = <i64>load<i32>(f, 24);
  const f7 = <i64>load<i32>(f, 28);
  const f8 = <i64>load<i32>(f, 32);
  const f9 = <i64>load<i32>(f, 36);
  const g0 = <i64>load<i32>(g, 0);
  const g1 = <i64>load<i32>(g, 4);
  const g2 = <i64>load<i32>(g, 8);
  const g3 = <i64>load<i32>(g, 12);
  const g4 = <i64>load<i32>(g, 16);
  const g5 = <i64>load<i32>(g, 20);
  const g6 = <i64>load<i32>(g, 24);
  const g7 = <i64>load<i32>(g, 28);
  const g8 = <i64>load<i32>(g, 32);
  const g9 = <i64>load<i32>(g, 36);
  const d1 = f1 << 1;
  const d3 = f3 << 1;
  const d5 = f5 << 1;
  const d7 = f7 << 1;
  const d9 = f9 << 1;
  const n1 = 19 * g1;
  const n2 = 19 * g2;
  const n3 = 19 * g3;
  const n4 = 19 * g4;
  const n5 = 19 * g5;
  const n6 = 19 * g6;
  const n7 = 19 * g7;
  const n8 = 19 * g8;
  const n9 = 19 * g9;
  let h0 = f0 * g0 + d1 * n9 + f2 * n8 + d3 * n7 + f4 * n6 + d5 * n5 + f6 * n4 + d7 * n3 + f8 * n2 + d9 * n1;
  let h1 = f0 * g1 + f1 * g0 + f2 * n9 + f3 * n8 + f4 * n7 + f5 * n6 + f6 * n5 + f7 * n4 + f8 * n3 + f9 * n2;
  let h2 = f0 * g2 + d1 * g1 + f2 * g0 + d3 * n9 + f4 * n8 + d5 * n7 + f6 * n6 + d7 * n5 + f8 * n4 + d9 * n3;
  let h3 = f0 * g3 + f1 * g2 + f2 * g1 + f3 * g0 + f4 * n9 + f5 * n8 + f6 * n7 + f7 * n6 + f8 * n5 + f9 * n4;
  let h4 = f0 * g4 + d1 * g3 + f2 * g2 + d3 * g1 + f4 * g0 + d5 * n9 + f6 * n8 + d7 * n7 + f8 * n6 + d9 * n5;
  let h5 = f0 * g5 + f1 * g4 + f2 * g3 + f3 * g2 + f4 * g1 + f5 * g0 + f6 * n9 + f7 * n8 + f8 * n7 + f9 * n6;
  let h6 = f0 * g6 + d1 * g5 + f2 * g4 + d3 * g3 + f4 * g2 + d5 * g1 + f6 * g0 + d7 * n9 + f8 * n8 + d9 * n7;
  let h7 = f0 * g7 + f1 * g6 + f2 * g5 + f3 * g4 + f4 * g3 + f5 * g2 + f6 * g1 + f7 * g0 + f8 * n9 + f9 * n8;
  let h8 = f0 * g8 + d1 * g7 + f2 * g6 + d3 * g5 + f4 * g4 + d5 * g3 + f6 * g2 + d7 * g1 + f8 * g0 + d9 * n9;
  let h9 = f0 * g9 + f1 * g8 + f2 * g7 + f3 * g6 + f4 * g5 + f5 * g4 + f6 * g3 + f7 * g2 + f8 * g1 + f9 * g0;

  let c: i64;
  c = (h0 + HALF_26) >> 26;
  h1 += c;
  h0 -= c << 26;
  c = (h4 + HALF_26) >> 26;
  h5 += c;
  h4 -= c << 26;
  c = (h1 + HALF_25) >> 25;
  h2 += c;
  h1 -= c << 25;
  c = (h5 + HALF_25) >> 25;
  h6 += c;
  h5 -= c << 25;
  c = (h2 + HALF_26) >> 26;
  h3 += c;
  h2 -= c << 26;
  c = (h6 + HALF_26) >> 26;
  h7 += c;
  h6 -= c << 26;
  c = (h3 + HALF_25) >> 25;
  h4 += c;
  h3 -= c << 25;
  c = (h7 + HALF_25) >> 25;
  h8 += c;
  h7 -= c << 25;
  c = (h4 + HALF_26) >> 26;
  h5 += c;
  h4 -= c << 26;
  c = (h8 + HALF_26) >> 26;
  h9 += c;
  h8 -= c << 26;
  c = (h9 + HALF_25) >> 25;
  h0 += c * 19;
  h9 -= c << 25;
  c = (h0 + HALF_26) >> 26;
  h1 += c;
  h0 -= c << 26;

  store<i32>(out, <i32>h0, 0);
  store<i32>(out, <i32>h1, 4);
  store<i32>(out, <i32>h2, 8);
  store<i32>(out, <i32>h3, 12);
  store<i32>(out, <i32>h4, 16);
  store<i32>(out, <i32>h5, 20);
  store<i32>(out, <i32>h6, 24);
  store<i32>(out, <i32>h7, 28);
  store<i32>(out, <i32>h8, 32);
  store<i32>(out, <i32>h9, 36);
}

/** out = f * f. */
export function square(out: usize, f: usize): void {
  const f0 = <i64>load<i32>(f, 0);
  const f1 = <i64>load<i32>(f, 4);
  const f2 = <i64>load<i32>(f, 8);
  const f3 = <i64>load<i32>(f, 12);
  const f4 = <i64>load<i32>(f, 16);
  const f5 = <i64>load<i32>(f, 20);
  const f6 = <i64>load<i32>(f, 24);
  const f7 = <i64>load<i32>(f, 28);
  const f8 = <i64>load<i32>(f, 32);
  const f9 = <i64>load<i32>(f, 36);
  const d0 = f0 << 1;
  const d1 = f1 << 1;
  const d2 = f2 << 1;
  const d3 = f3 << 1;
  const d4 = f4 << 1;
  const d5 = f5 << 1;
  const d6 = f6 << 1;
  const d7 = f7 << 1;
  const d8 = f8 << 1;
  const d9 = f9 << 1;
  const q1 = f1 << 2;
  const q3 = f3 << 2;
  const q5 = f5 << 2;
  const q7 = f7 << 2;
  const n5 = 19 * f5;
  const n6 = 19 * f6;
  const n7 = 19 * f7;
  const n8 = 19 * f8;
  const n9 = 19 * f9;
  let h0 = f0 * f0 + q1 * n9 + d2 * n8 + q3 * n7 + d4 * n6 + d5 * n5;
  let h1 = d0 * f1 + d2 * n9 + d3 * n8 + d4 * n7 + d5 * n6;
  let h2 = d0 * f2 + d1 * f1 + q3 * n9 + d4 * n8 + q5 * n7 + f6 * n6;
  let h3 = d0 * f3 + d1 * f2 + d4 * n9 + d5 * n8 + d6 * n7;
  let h4 = d0 * f4 + q1 * f3 + f2 * f2 + q5 * n9 + d6 * n8 + d7 * n7;
  let h5 = d0 * f5 + d1 * f4 + d2 * f3 + d6 * n9 + d7 * n8;
  let h6 = d0 * f6 + q1 * f5 + d2 * f4 + d3 * f3 + q7 * n9 + f8 * n8;
  let h7 = d0 * f7 + d1 * f6 + d2 * f5 + d3 * f4 + d8 * n9;
  let h8 = d0 * f8 + q1 * f7 + d2 * f6 + q3 * f5 + f4 * f4 + d9 * n9;
  let h9 = d0 * f9 + d1 * f8 + d2 * f7 + d3 * f6 + d4 * f5;

  let c: i64;
  c = (h0 + HALF_26) >> 26;
  h1 += c;
  h0 -= c << 26;
  c = (h4 + HALF_26) >> 26;
  h5 += c;
  h4 -= c << 26;
  c = (h1 + HALF_25) >> 25;
  h2 += c;
  h1 -= c << 25;
  c = (h5 + HALF_25) >> 25;
  h6 += c;
  h5 -= c << 25;
  c = (h2 + HALF_26) >> 26;
  h3 += c;
  h2 -= c << 26;
  c = (h6 + HALF_26) >> 26;
  h7 += c;
  h6 -= c << 26;
  c = (h3 + HALF_25) >> 25;
  h4 += c;
  h3 -= c << 25;
  c = (h7 + HALF_25) >> 25;
  h8 += c;
  h7 -= c << 25;
  c = (h4 + HALF_26) >> 26;
  h5 += c;
  h4 -= c << 26;
  c = (h8 + HALF_26) >> 26;
  h9 += c;
  h8 -= c << 26;
  c = (h9 + HALF_25) >> 25;
  h0 += c * 19;
  h9 -= c << 25;
  c = (h0 + HALF_26) >> 26;
  h1 += c;
  h0 -= c << 26;

  store<i32>(out, <i32>h0, 0);
  store<i32>(out, <i32>h1, 4);
  store<i32>(out, <i32>h2, 8);
  store<i32>(out, <i32>h3, 12);
  store<i32>(out, <i32>h4, 16);
  store<i32>(out, <i32>h5, 20);
  store<i32>(out, <i32>h6, 24);
  store<i32>(out, <i32>h7, 28);
  store<i32>(out, <i32>h8, 32);
  store<i32>(out, <i32>h9, 36);
}

/** `count` elements one behind the other, one from each lane's address. There is one lane. */
export function gather(out: usize, lane0: usize, lane1: usize, count: i32): void {
  memory.copy(out, lane0, ELEMENT * count);
}

/** out = f of the first lane. There is one lane. */
export function blend(out: usize, lane0: usize, lane1: usize): void {
  copy(out, lane0);
}
