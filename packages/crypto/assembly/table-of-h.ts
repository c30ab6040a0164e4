// The table of H, the base of keys and signatures (docs/protocol.md §3.1): a full comb, so that a multiple of H takes no doublings.
import { addComb, columnCount, columnSize, finishTables, makeColumns } from './comb';
import { LANES } from './lanes';
import { copyPoint, doubleTimes, POINT } from './point';
import { decode } from './ristretto';
import { toDigits } from './scalar';

/**
 * Bits per digit of a scalar: the table has 29 columns of 256 multiples, 1 MB. It is built when a worker starts, by code that V8 has not
 * optimized yet. With 10 bits a worker would start 6 ms later, and a verification with a table would take 3 % less.
 */
const WIDTH_H: i32 = 9;

const BYTES_OF_H: usize = memory.data<u64>(
  [0xdce6_a956_b440_928c, 0x5f74_8d04_a177_c365, 0xcdcb_447f_db8c_a094, 0x3411_8748_40f3_467b],
  8,
);

let table: usize = 0;

/** Columns that a lane builds; the last may be one too many. */
function columnsOfLane(): i32 {
  return (columnCount(WIDTH_H, 1) + LANES - 1) / LANES;
}

/** Bytes of the table. */
export function sizeOfTableOfH(): usize {
  return LANES * columnsOfLane() * columnSize(WIDTH_H);
}

const POINT_H: usize = memory.data(POINT, 16);
const FIRSTS: usize = memory.data(POINT, 16);

/** Builds the table at an address; each lane builds half of it. */
export function initTableOfH(address: usize): void {
  table = address;
  decode(POINT_H, BYTES_OF_H, BYTES_OF_H);
  const columns = columnsOfLane();
  const second = address + <usize>(LANES - 1) * columns * columnSize(WIDTH_H);
  copyPoint(FIRSTS, POINT_H);
  if (LANES > 1) {
    doubleTimes(FIRSTS, POINT_H, columns * WIDTH_H);
    // Lane 0 starts with H, lane 1 with H doubled up to the first column of the second half.
    for (let i: usize = 0; i < 40; i++) store<u32>(FIRSTS + (i << 3), load<u32>(POINT_H + (i << 3)));
  }
  makeColumns(address, second, FIRSTS, WIDTH_H, WIDTH_H, columns);
  finishTables();
}

/** At most 64 digits (i16) per lane. */
const DIGITS: usize = memory.data(2 * 128, 16);

/** acc = acc + scalar * H, a scalar for each lane. Both points keep T. */
export function addMultipleOfH(acc: usize, scalar0: usize, scalar1: usize): void {
  toDigits(DIGITS, scalar0, WIDTH_H);
  if (LANES > 1) toDigits(DIGITS + 128, scalar1, WIDTH_H);
  addComb(acc, table, DIGITS, table, DIGITS + 128, WIDTH_H);
}
