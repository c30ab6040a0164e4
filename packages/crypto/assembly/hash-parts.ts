// SHA3-512 of parts that stand anywhere in memory, as if they followed one another, for all lanes.
import { LANES } from './lanes';
import { absorb, beginHash, digest, RATE } from './sha3';

const MAX_PARTS: i32 = 4;
/** Address and length (u32) of each part, MAX_PARTS per lane. */
const PARTS: usize = memory.data(2 * 4 * 8, 8);

@inline
function partAt(lane: i32, part: i32): usize {
  return PARTS + (<usize>(lane * MAX_PARTS + part) << 3);
}

/** Names a part of the next hash of a lane. */
export function setPart(lane: i32, part: i32, address: usize, length: usize): void {
  store<u32>(partAt(lane, part), <u32>address);
  store<u32>(partAt(lane, part), <u32>length, 4);
}

function lengthOf(lane: i32, count: i32): usize {
  let length: usize = 0;
  for (let part = 0; part < count; part++) length += load<u32>(partAt(lane, part), 4);
  return length;
}

/** Block number `block` of a lane's parts with SHA3's padding. */
function fillBlock(out: usize, lane: i32, count: i32, block: usize, last: usize): void {
  const start = block * RATE;
  memory.fill(out, 0, RATE);
  let at: usize = 0;
  for (let part = 0; part < count; part++) {
    const length = <usize>load<u32>(partAt(lane, part), 4);
    // The bytes of the part, which begins at `at` of the input, that lie in this block.
    const from = max(start, at);
    const to = min(start + RATE, at + length);
    if (from < to) memory.copy(out + (from - start), load<u32>(partAt(lane, part)) + (from - at), to - from);
    at += length;
  }
  if (block == last) {
    store<u8>(out + (at - start), 0x06);
    store<u8>(out + (RATE - 1), load<u8>(out + (RATE - 1)) | 0x80);
  }
}

const BLOCK: usize = memory.data(2 * 80, 16);

/** Writes the hash of each lane's first `count` parts, 64 bytes, to `out` + 64 lane. */
export function hashParts(out: usize, count: i32): void {
  const last0 = lengthOf(0, count) / RATE;
  const last1: usize = LANES > 1 ? lengthOf(1, count) / RATE : 0;
  const last: usize = max<usize>(last0, last1);
  beginHash();
  for (let block: usize = 0; block <= last; block++) {
    // A lane that has no block left absorbs an old block again; its digest was written before.
    if (block <= last0) fillBlock(BLOCK, 0, count, block, last0);
    if (LANES > 1 && block <= last1) fillBlock(BLOCK + 80, 1, count, block, last1);
    absorb(BLOCK, BLOCK + 80);
    if (block == last0) digest(out, 0);
    if (LANES > 1 && block == last1) digest(out + 64, 1);
  }
}
