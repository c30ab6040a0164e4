// Multiplication of a point that is known beforehand: spaced combs. Source: C. H. Lim and P. J. Lee, "More Flexible Exponentiation
// with Precomputation" (CRYPTO 1994), with signed digits as in ref10's table of the base point.
//
// The scalar is written in signed digits of `width` bits. A full table would hold the multiples of 2^(width i) P for every digit i;
// this table holds the multiples for every `spacing`-th digit. A digit between uses the column below it, some doublings earlier: digit
// (spacing c + r) is looked up in column c in round r. Rounds run from spacing - 1 down to 0, with `width` doublings between two rounds.
import { copy, ELEMENT, invert, multiply, ONE } from './field';
import { LANES } from './lanes';
import {
  addCached,
  addFromTables,
  CACHED,
  copyPoint,
  double,
  doubleTimes,
  LANE_AFFINE,
  POINT,
  storeLaneAffine,
  toAffine,
  toCached,
  Z,
} from './point';
import { digitCount } from './scalar';

/** Bytes of a column: the multiples 1 to 2^(width - 1). */
@inline
export function columnSize(width: i32): usize {
  return LANE_AFFINE << (width - 1);
}

@inline
export function columnCount(width: i32, spacing: i32): i32 {
  return (digitCount(width) + spacing - 1) / spacing;
}

/** Bytes of a table. */
@inline
export function combSize(width: i32, spacing: i32): usize {
  return columnCount(width, spacing) * columnSize(width);
}

/** The entry for the digit 0, the identity: y + x = 1, y - x = 1, 2dxy = 0. */
const ZERO_ENTRY: usize = memory.data<i32>(
  [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  16,
);

@inline
function entryOf(column: usize, digit: i32): usize {
  const sign = digit >> 31;
  const magnitude = (digit ^ sign) - sign;
  return digit == 0 ? ZERO_ENTRY : column + <usize>(magnitude - 1) * LANE_AFFINE;
}

/** acc = acc + scalar times table, a scalar (as digits) and a table for each lane, in the state the doublings have brought acc to. */
@inline
function addRound(acc: usize, table0: usize, digits0: usize, table1: usize, digits1: usize, width: i32, spacing: i32, round: i32): void {
  const count = digitCount(width);
  let column: usize = 0;
  for (let i = round; i < count; i += spacing) {
    const digit0 = <i32>load<i16>(digits0 + (i << 1));
    const digit1 = <i32>load<i16>(digits1 + (i << 1));
    addFromTables(
      acc,
      entryOf(table0 + column, digit0),
      digit0 >> 31,
      entryOf(table1 + column, digit1),
      digit1 >> 31,
      true,
    );
    column += columnSize(width);
  }
}

/** acc = acc + scalar times table; `spacing` must be 1. Both points keep T. */
export function addComb(acc: usize, table0: usize, digits0: usize, table1: usize, digits1: usize, width: i32): void {
  addRound(acc, table0, digits0, table1, digits1, width, 1, 0);
}

const TOUCHED: usize = memory.data(8, 8);

/** Reads a word of both cache lines of every entry that the digits name, so that the misses overlap. */
function touch(table: usize, digits: usize, width: i32, spacing: i32): void {
  const count = digitCount(width);
  let sum: u32 = 0;
  for (let round = 0; round < spacing; round++) {
    let column: usize = 0;
    for (let i = round; i < count; i += spacing) {
      const entry = entryOf(table + column, <i32>load<i16>(digits + (i << 1)));
      sum += load<u32>(entry) + load<u32>(entry, 64);
      column += columnSize(width);
    }
  }
  store<u32>(TOUCHED, sum);
}

/** acc = scalar times table, from the identity in acc. */
export function multiplyComb(
  acc: usize,
  table0: usize,
  digits0: usize,
  table1: usize,
  digits1: usize,
  width: i32,
  spacing: i32,
): void {
  touch(table0, digits0, width, spacing);
  if (LANES > 1) touch(table1, digits1, width, spacing);
  for (let round = spacing - 1; round >= 0; round--) {
    if (round < spacing - 1) doubleTimes(acc, acc, width);
    addRound(acc, table0, digits0, table1, digits1, width, spacing, round);
  }
}

// Entries of tables that are being built: each is a point, the product of all Z before it, and its addresses for lanes 0 and 1. The entries
// of several tables are brought to Z = 1 together, because an inversion costs as much as forty entries.
const MAX_ENTRIES: i32 = 512; // the entries of a column of 10 bits
const POINTS: usize = memory.data(512 * POINT, 16);
const PRODUCTS: usize = memory.data(512 * ELEMENT, 16);
const TARGETS: usize = memory.data(512 * 8, 8);
const BASE: usize = memory.data(POINT, 16);
const BASE_ADDEND: usize = memory.data(CACHED, 16);
const INVERSE: usize = memory.data(ELEMENT, 16);
const INVERSE_Z: usize = memory.data(ELEMENT, 16);
const AFFINE_FORM: usize = memory.data(4 * ELEMENT, 16);
let waiting: i32 = 0;

@inline
function pointAt(i: i32): usize {
  return POINTS + <usize>i * POINT;
}

/** Writes the entries that wait, with one inversion (Montgomery's trick). Tables are complete only after it. */
export function finishTables(): void {
  if (waiting == 0) return;
  copy(INVERSE, ONE);
  for (let i = 0; i < waiting; i++) {
    copy(PRODUCTS + <usize>i * ELEMENT, INVERSE);
    multiply(INVERSE, INVERSE, pointAt(i) + Z);
  }
  invert(INVERSE, INVERSE);
  for (let i = waiting - 1; i >= 0; i--) {
    const point = pointAt(i);
    multiply(INVERSE_Z, INVERSE, PRODUCTS + <usize>i * ELEMENT);
    multiply(INVERSE, INVERSE, point + Z);
    toAffine(AFFINE_FORM, point, INVERSE_Z);
    storeLaneAffine(load<u32>(TARGETS + (<usize>i << 3)), AFFINE_FORM, 0);
    if (LANES > 1) storeLaneAffine(load<u32>(TARGETS + (<usize>i << 3), 4), AFFINE_FORM, 1);
  }
  waiting = 0;
}

/**
 * Makes `columns` columns of a table for each lane of p; `step` doublings lead from one column to the next. width <= 10.
 * `finishTables` completes them.
 */
export function makeColumns(table0: usize, table1: usize, p: usize, width: i32, step: i32, columns: i32): void {
  const entries = 1 << (width - 1);
  copyPoint(BASE, p);
  for (let column = 0; column < columns; column++) {
    if (waiting + entries > MAX_ENTRIES) finishTables();
    toCached(BASE_ADDEND, BASE);
    const first = pointAt(waiting);
    copyPoint(first, BASE);
    for (let i = 2; i <= entries; i++) {
      const out = first + <usize>(i - 1) * POINT;
      if ((i & 1) == 0) double(out, first + <usize>((i >> 1) - 1) * POINT, true);
      else addCached(out, out - POINT, BASE_ADDEND, true);
    }
    // The next column's base is doubled on from the last multiple, 2^(width - 1) times this base.
    if (column + 1 < columns) doubleTimes(BASE, first + <usize>(entries - 1) * POINT, step - width + 1);
    for (let i = 0; i < entries; i++) {
      store<u32>(TARGETS + (<usize>waiting << 3), <u32>table0);
      store<u32>(TARGETS + (<usize>waiting << 3), <u32>table1, 4);
      table0 += LANE_AFFINE;
      table1 += LANE_AFFINE;
      waiting++;
    }
  }
}

/** Makes the table of p, one for each lane. `finishTables` completes them. */
export function makeComb(table0: usize, table1: usize, p: usize, width: i32, spacing: i32): void {
  makeColumns(table0, table1, p, width, width * spacing, columnCount(width, spacing));
}
