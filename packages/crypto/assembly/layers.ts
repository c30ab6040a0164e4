// The layers below the verifier, for tests that compare each layer with an oracle. This module does not ship.
import { combSize, finishTables, makeComb, multiplyComb } from './comb';
import * as field from './field';
import { LANES } from './lanes';
import { POINT, setIdentity } from './point';
import { beginCompression, decode, finishCompression, invertCompression, prepareCompression } from './ristretto';
import { halve, invertScalar, isScalar, isZeroScalar, multiplyAdd, reduceWide, toDigits } from './scalar';
import { absorb, beginHash, digest } from './sha3';

export { absorb, beginCompression, beginHash, combSize, finishTables, makeComb, decode, digest, finishCompression, halve };
export { invertCompression, invertScalar, isScalar, isZeroScalar, multiplyAdd, multiplyComb, prepareCompression, reduceWide };
export { setIdentity, toDigits };

/** @returns the address of 4 MiB to work in */
export function start(): usize {
  const scratch = (__heap_base + 127) & ~(<usize>127);
  const pages = <i32>((scratch + (4 << 20) + 0xffff) >> 16) - memory.size();
  if (pages > 0) memory.grow(pages);
  field.initField();
  return scratch;
}

export function lanes(): i32 {
  return LANES;
}

export function pointSize(): usize {
  return POINT;
}

export function elementSize(): usize {
  return field.ELEMENT;
}

export function multiply(out: usize, f: usize, g: usize): void {
  field.multiply(out, f, g);
}

export function square(out: usize, f: usize): void {
  field.square(out, f);
}

export function add(out: usize, f: usize, g: usize): void {
  field.add(out, f, g);
}

export function subtract(out: usize, f: usize, g: usize): void {
  field.subtract(out, f, g);
}

export function invert(out: usize, f: usize): void {
  field.invert(out, f);
}

export function inverseSquareRoot(out: usize, f: usize): u64 {
  return field.inverseSquareRoot(out, f);
}

export function fromBytes(out: usize, lane: i32, bytes: usize): void {
  field.fromBytes(out, lane, bytes);
}

export function toBytes(bytes: usize, f: usize, lane: i32): void {
  field.toBytes(bytes, f, lane);
}

export function isNegative(f: usize): u64 {
  return field.isNegative(f);
}

export function isZero(f: usize): u64 {
  return field.isZero(f);
}

export function select(out: usize, f: usize, g: usize, mask: u64): void {
  field.select(out, f, g, mask);
}

export function negateWhere(out: usize, f: usize, mask: u64): void {
  field.negateWhere(out, f, mask);
}
