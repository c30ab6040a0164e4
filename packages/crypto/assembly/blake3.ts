// BLAKE3-256. Source: O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere" (2020), section 2, in the
// form of its reference implementation. It is a module with memory of its own, and holds one hash at a time.

const BLOCK: u32 = 64;
const CHUNK: u32 = 1024;

const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;

const IV: usize = memory.data<u32>([
  0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
], 16);

/** Bytes that `update` takes at once. */
const INPUT_SIZE: i32 = 65536;
const INPUT: usize = memory.data(65536, 16);
const OUTPUT: usize = memory.data(32, 16);

/** The chunk being filled: its chaining value, its last block with its length, the blocks before it, its number. */
const CHAIN: usize = memory.data(32, 16);
const LAST: usize = memory.data(64, 16);
let lastLength: u32 = 0;
let blocksBefore: u32 = 0;
let chunkNumber: u64 = 0;

/** Chaining values of finished subtrees, the largest first: 54 are enough for 2^64 bytes, and one more has room at the end. */
const STACK: usize = memory.data(55 * 32, 16);
let stackLength: u32 = 0;

/** The compression function; `out` (32 bytes) gets the new chaining value, and may be `chain`. */
function compress(out: usize, chain: usize, block: usize, counter: u64, length: u32, flags: u32): void {
  let v0 = load<u32>(chain, 0);
  let v1 = load<u32>(chain, 4);
  let v2 = load<u32>(chain, 8);
  let v3 = load<u32>(chain, 12);
  let v4 = load<u32>(chain, 16);
  let v5 = load<u32>(chain, 20);
  let v6 = load<u32>(chain, 24);
  let v7 = load<u32>(chain, 28);
  let v8 = load<u32>(IV, 0);
  let v9 = load<u32>(IV, 4);
  let v10 = load<u32>(IV, 8);
  let v11 = load<u32>(IV, 12);
  let v12 = <u32>counter;
  let v13 = <u32>(counter >> 32);
  let v14 = length;
  let v15 = flags;
  let m0 = load<u32>(block, 0);
  let m1 = load<u32>(block, 4);
  let m2 = load<u32>(block, 8);
  let m3 = load<u32>(block, 12);
  let m4 = load<u32>(block, 16);
  let m5 = load<u32>(block, 20);
  let m6 = load<u32>(block, 24);
  let m7 = load<u32>(block, 28);
  let m8 = load<u32>(block, 32);
  let m9 = load<u32>(block, 36);
  let m10 = load<u32>(block, 40);
  let m11 = load<u32>(block, 44);
  let m12 = load<u32>(block, 48);
  let m13 = load<u32>(block, 52);
  let m14 = load<u32>(block, 56);
  let m15 = load<u32>(block, 60);
  for (let round = 0; ; round++) {
    // The columns, then the diagonals.
    v0 += v4 + m0; v12 = rotr<u32>(v12 ^ v0, 16); v8 += v12; v4 = rotr<u32>(v4 ^ v8, 12);
    v0 += v4 + m1; v12 = rotr<u32>(v12 ^ v0, 8); v8 += v12; v4 = rotr<u32>(v4 ^ v8, 7);
    v1 += v5 + m2; v13 = rotr<u32>(v13 ^ v1, 16); v9 += v13; v5 = rotr<u32>(v5 ^ v9, 12);
    v1 += v5 + m3; v13 = rotr<u32>(v13 ^ v1, 8); v9 += v13; v5 = rotr<u32>(v5 ^ v9, 7);
    v2 += v6 + m4; v14 = rotr<u32>(v14 ^ v2, 16); v10 += v14; v6 = rotr<u32>(v6 ^ v10, 12);
    v2 += v6 + m5; v14 = rotr<u32>(v14 ^ v2, 8); v10 += v14; v6 = rotr<u32>(v6 ^ v10, 7);
    v3 += v7 + m6; v15 = rotr<u32>(v15 ^ v3, 16); v11 += v15; v7 = rotr<u32>(v7 ^ v11, 12);
    v3 += v7 + m7; v15 = rotr<u32>(v15 ^ v3, 8); v11 += v15; v7 = rotr<u32>(v7 ^ v11, 7);
    v0 += v5 + m8; v15 = rotr<u32>(v15 ^ v0, 16); v10 += v15; v5 = rotr<u32>(v5 ^ v10, 12);
    v0 += v5 + m9; v15 = rotr<u32>(v15 ^ v0, 8); v10 += v15; v5 = rotr<u32>(v5 ^ v10, 7);
    v1 += v6 + m10; v12 = rotr<u32>(v12 ^ v1, 16); v11 += v12; v6 = rotr<u32>(v6 ^ v11, 12);
    v1 += v6 + m11; v12 = rotr<u32>(v12 ^ v1, 8); v11 += v12; v6 = rotr<u32>(v6 ^ v11, 7);
    v2 += v7 + m12; v13 = rotr<u32>(v13 ^ v2, 16); v8 += v13; v7 = rotr<u32>(v7 ^ v8, 12);
    v2 += v7 + m13; v13 = rotr<u32>(v13 ^ v2, 8); v8 += v13; v7 = rotr<u32>(v7 ^ v8, 7);
    v3 += v4 + m14; v14 = rotr<u32>(v14 ^ v3, 16); v9 += v14; v4 = rotr<u32>(v4 ^ v9, 12);
    v3 += v4 + m15; v14 = rotr<u32>(v14 ^ v3, 8); v9 += v14; v4 = rotr<u32>(v4 ^ v9, 7);
    if (round == 6) break;
    // The message words change places between rounds.
    const n0 = m2;
    const n1 = m6;
    const n2 = m3;
    const n3 = m10;
    const n4 = m7;
    const n5 = m0;
    const n6 = m4;
    const n7 = m13;
    const n8 = m1;
    const n9 = m11;
    const n10 = m12;
    const n11 = m5;
    const n12 = m9;
    const n13 = m14;
    const n14 = m15;
    const n15 = m8;
    m0 = n0; m1 = n1; m2 = n2; m3 = n3; m4 = n4; m5 = n5; m6 = n6; m7 = n7; m8 = n8; m9 = n9; m10 = n10; m11 = n11; m12 = n12; m13 = n13; m14 = n14; m15 = n15;
  }
  store<u32>(out, v0 ^ v8, 0);
  store<u32>(out, v1 ^ v9, 4);
  store<u32>(out, v2 ^ v10, 8);
  store<u32>(out, v3 ^ v11, 12);
  store<u32>(out, v4 ^ v12, 16);
  store<u32>(out, v5 ^ v13, 20);
  store<u32>(out, v6 ^ v14, 24);
  store<u32>(out, v7 ^ v15, 28);
}

function beginChunk(number: u64): void {
  memory.copy(CHAIN, IV, 32);
  lastLength = 0;
  blocksBefore = 0;
  chunkNumber = number;
}

@inline
function startFlag(): u32 {
  return blocksBefore == 0 ? CHUNK_START : 0;
}

/** Finishes the last block of the chunk, filled up with zeros. */
function finishChunk(out: usize, flags: u32): void {
  memory.fill(LAST + lastLength, 0, BLOCK - lastLength);
  compress(out, CHAIN, LAST, chunkNumber, lastLength, startFlag() | CHUNK_END | flags);
}

export function input(): usize {
  return INPUT;
}

export function inputSize(): i32 {
  return INPUT_SIZE;
}

export function output(): usize {
  return OUTPUT;
}

/** Starts a hash. */
export function begin(): void {
  stackLength = 0;
  beginChunk(0);
}

/** Takes the first `length` bytes of the input, at most `inputSize`. */
export function update(length: u32): void {
  let at = INPUT;
  while (length > 0) {
    if (lastLength == BLOCK) finishBlock();
    if (lastLength == 0 && length > BLOCK && blocksBefore < CHUNK / BLOCK - 1) {
      // A whole block with more input behind it is compressed where it lies.
      compress(CHAIN, CHAIN, at, chunkNumber, BLOCK, startFlag());
      blocksBefore++;
      at += BLOCK;
      length -= BLOCK;
      continue;
    }
    const take = min<u32>(BLOCK - lastLength, length);
    memory.copy(LAST + lastLength, at, take);
    lastLength += take;
    at += take;
    length -= take;
  }
}

/** Finishes a full block that has more input behind it: it is not the last block of its chunk, or its chunk is not the last chunk. */
function finishBlock(): void {
  if (blocksBefore < CHUNK / BLOCK - 1) {
    compress(CHAIN, CHAIN, LAST, chunkNumber, BLOCK, startFlag());
    blocksBefore++;
    lastLength = 0;
    return;
  }
  let top = STACK + (stackLength << 5);
  finishChunk(top, 0);
  // Every power of two that divides the number of chunks is a subtree that is complete now.
  let chunks = chunkNumber + 1;
  beginChunk(chunks);
  for (; (chunks & 1) == 0; chunks >>= 1) {
    top -= 32;
    stackLength--;
    compress(top, IV, top, 0, BLOCK, PARENT);
  }
  stackLength++;
}

/** Writes the hash of all input since `begin` to the output. */
export function finish(): void {
  if (stackLength == 0) {
    finishChunk(OUTPUT, ROOT);
    return;
  }
  let top = STACK + (stackLength << 5);
  finishChunk(top, 0);
  while (stackLength > 0) {
    top -= 32;
    stackLength--;
    compress(stackLength == 0 ? OUTPUT : top, IV, top, 0, BLOCK, stackLength == 0 ? PARENT | ROOT : PARENT);
  }
}
