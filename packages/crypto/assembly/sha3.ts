// SHA3-512 for all lanes. Source: FIPS 202. The state is 25 words of 64 bits; a word of all lanes is a u64, or a vector of two.
import { LANES } from './lanes';

/** Bytes of message that one permutation takes in. */
export const RATE: usize = 72;

/** Word i of lane k at 8 (LANES i + k). */
const STATE: usize = memory.data(25 * 8 * 2, 16);

const ROUND_CONSTANTS: usize = memory.data<u64>([
  0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
  0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
  0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
  0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
  0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
  0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
], 8);

@inline
function xor<W>(a: W, b: W): W {
  if (isVector<W>()) return v128.xor(a, b);
  else return (a ^ b) as W;
}

@inline
function xor5<W>(a: W, b: W, c: W, d: W, e: W): W {
  return xor<W>(xor<W>(xor<W>(a, b), xor<W>(c, d)), e);
}

@inline
function rotate<W>(a: W, bits: i32): W {
  if (isVector<W>()) return v128.or(i64x2.shl(a, bits), i64x2.shr_u(a, 64 - bits));
  else return rotl<u64>(a, bits) as W;
}

/** a ^ (~b & c) */
@inline
function chi<W>(a: W, b: W, c: W): W {
  if (isVector<W>()) return v128.xor(a, v128.andnot(c, b));
  else return (a ^ (~b & c)) as W;
}

@inline
function loadWord<W>(i: usize): W {
  if (isVector<W>()) return v128.load(STATE + (i << 4));
  else return load<u64>(STATE + (i << 3)) as W;
}

@inline
function storeWord<W>(i: usize, a: W): void {
  if (isVector<W>()) v128.store(STATE + (i << 4), a);
  else store<u64>(STATE + (i << 3), a);
}

@inline
function roundConstant<W>(round: usize): W {
  const constant = load<u64>(ROUND_CONSTANTS + (round << 3));
  if (isVector<W>()) return i64x2.splat(constant);
  else return constant as W;
}

/** Keccak-f[1600]: theta, then rho and pi, chi, iota. */
function permute<W>(): void {
  let a0 = loadWord<W>(0);
  let a1 = loadWord<W>(1);
  let a2 = loadWord<W>(2);
  let a3 = loadWord<W>(3);
  let a4 = loadWord<W>(4);
  let a5 = loadWord<W>(5);
  let a6 = loadWord<W>(6);
  let a7 = loadWord<W>(7);
  let a8 = loadWord<W>(8);
  let a9 = loadWord<W>(9);
  let a10 = loadWord<W>(10);
  let a11 = loadWord<W>(11);
  let a12 = loadWord<W>(12);
  let a13 = loadWord<W>(13);
  let a14 = loadWord<W>(14);
  let a15 = loadWord<W>(15);
  let a16 = loadWord<W>(16);
  let a17 = loadWord<W>(17);
  let a18 = loadWord<W>(18);
  let a19 = loadWord<W>(19);
  let a20 = loadWord<W>(20);
  let a21 = loadWord<W>(21);
  let a22 = loadWord<W>(22);
  let a23 = loadWord<W>(23);
  let a24 = loadWord<W>(24);
  for (let round: usize = 0; round < 24; round++) {
    const c0 = xor5<W>(a0, a5, a10, a15, a20);
    const c1 = xor5<W>(a1, a6, a11, a16, a21);
    const c2 = xor5<W>(a2, a7, a12, a17, a22);
    const c3 = xor5<W>(a3, a8, a13, a18, a23);
    const c4 = xor5<W>(a4, a9, a14, a19, a24);
    const d0 = xor<W>(c4, rotate<W>(c1, 1));
    const d1 = xor<W>(c0, rotate<W>(c2, 1));
    const d2 = xor<W>(c1, rotate<W>(c3, 1));
    const d3 = xor<W>(c2, rotate<W>(c4, 1));
    const d4 = xor<W>(c3, rotate<W>(c0, 1));
    const b0 = xor<W>(a0, d0);
    const b10 = rotate<W>(xor<W>(a1, d1), 1);
    const b20 = rotate<W>(xor<W>(a2, d2), 62);
    const b5 = rotate<W>(xor<W>(a3, d3), 28);
    const b15 = rotate<W>(xor<W>(a4, d4), 27);
    const b16 = rotate<W>(xor<W>(a5, d0), 36);
    const b1 = rotate<W>(xor<W>(a6, d1), 44);
    const b11 = rotate<W>(xor<W>(a7, d2), 6);
    const b21 = rotate<W>(xor<W>(a8, d3), 55);
    const b6 = rotate<W>(xor<W>(a9, d4), 20);
    const b7 = rotate<W>(xor<W>(a10, d0), 3);
    const b17 = rotate<W>(xor<W>(a11, d1), 10);
    const b2 = rotate<W>(xor<W>(a12, d2), 43);
    const b12 = rotate<W>(xor<W>(a13, d3), 25);
    const b22 = rotate<W>(xor<W>(a14, d4), 39);
    const b23 = rotate<W>(xor<W>(a15, d0), 41);
    const b8 = rotate<W>(xor<W>(a16, d1), 45);
    const b18 = rotate<W>(xor<W>(a17, d2), 15);
    const b3 = rotate<W>(xor<W>(a18, d3), 21);
    const b13 = rotate<W>(xor<W>(a19, d4), 8);
    const b14 = rotate<W>(xor<W>(a20, d0), 18);
    const b24 = rotate<W>(xor<W>(a21, d1), 2);
    const b9 = rotate<W>(xor<W>(a22, d2), 61);
    const b19 = rotate<W>(xor<W>(a23, d3), 56);
    const b4 = rotate<W>(xor<W>(a24, d4), 14);
    a0 = chi<W>(b0, b1, b2);
    a1 = chi<W>(b1, b2, b3);
    a2 = chi<W>(b2, b3, b4);
    a3 = chi<W>(b3, b4, b0);
    a4 = chi<W>(b4, b0, b1);
    a5 = chi<W>(b5, b6, b7);
    a6 = chi<W>(b6, b7, b8);
    a7 = chi<W>(b7, b8, b9);
    a8 = chi<W>(b8, b9, b5);
    a9 = chi<W>(b9, b5, b6);
    a10 = chi<W>(b10, b11, b12);
    a11 = chi<W>(b11, b12, b13);
    a12 = chi<W>(b12, b13, b14);
    a13 = chi<W>(b13, b14, b10);
    a14 = chi<W>(b14, b10, b11);
    a15 = chi<W>(b15, b16, b17);
    a16 = chi<W>(b16, b17, b18);
    a17 = chi<W>(b17, b18, b19);
    a18 = chi<W>(b18, b19, b15);
    a19 = chi<W>(b19, b15, b16);
    a20 = chi<W>(b20, b21, b22);
    a21 = chi<W>(b21, b22, b23);
    a22 = chi<W>(b22, b23, b24);
    a23 = chi<W>(b23, b24, b20);
    a24 = chi<W>(b24, b20, b21);
    a0 = xor<W>(a0, roundConstant<W>(round));
  }
  storeWord<W>(0, a0);
  storeWord<W>(1, a1);
  storeWord<W>(2, a2);
  storeWord<W>(3, a3);
  storeWord<W>(4, a4);
  storeWord<W>(5, a5);
  storeWord<W>(6, a6);
  storeWord<W>(7, a7);
  storeWord<W>(8, a8);
  storeWord<W>(9, a9);
  storeWord<W>(10, a10);
  storeWord<W>(11, a11);
  storeWord<W>(12, a12);
  storeWord<W>(13, a13);
  storeWord<W>(14, a14);
  storeWord<W>(15, a15);
  storeWord<W>(16, a16);
  storeWord<W>(17, a17);
  storeWord<W>(18, a18);
  storeWord<W>(19, a19);
  storeWord<W>(20, a20);
  storeWord<W>(21, a21);
  storeWord<W>(22, a22);
  storeWord<W>(23, a23);
  storeWord<W>(24, a24);
}

export function beginHash(): void {
  memory.fill(STATE, 0, 25 * 8 * LANES);
}

/** Takes a block of RATE bytes into each lane, one from each address. */
export function absorb(block0: usize, block1: usize): void {
  for (let i: usize = 0; i < RATE / 8; i++) {
    const at = STATE + i * 8 * LANES;
    store<u64>(at, load<u64>(at) ^ load<u64>(block0 + (i << 3)));
    if (LANES > 1) store<u64>(at, load<u64>(at, 8) ^ load<u64>(block1 + (i << 3)), 8);
  }
  if (ASC_FEATURE_SIMD) permute<v128>();
  else permute<u64>();
}

/** Writes the hash of a lane, 64 bytes, after its last block. */
export function digest(out: usize, lane: i32): void {
  for (let i: usize = 0; i < 8; i++) store<u64>(out + (i << 3), load<u64>(STATE + ((i * LANES + lane) << 3)));
}
