import type { Field } from './field.ts';
import { limitsInWords } from './layout.ts';

// Big-endian. Source: docs/protocol.md §1.

export const u8: Field<number> = {
  size: 1,
  least: 1,
  isPlain: true,
  walk: (reader) => void reader.skip(1),
  read: (reader) => reader.u8(),
  write: (writer, value, name) => writer.u8(value, name),
  json: (make) => make.integer(0, 0xff),
  rows: (name) => [{ name, bytes: '1', limits: '' }],
};

export const u16: Field<number> = {
  size: 2,
  least: 2,
  isPlain: true,
  walk: (reader) => void reader.skip(2),
  read: (reader) => reader.u16(),
  write: (writer, value, name) => writer.u16(value, name),
  json: (make) => make.integer(0, 0xffff),
  rows: (name) => [{ name, bytes: '2', limits: '' }],
};

export const u32: Field<number> = {
  size: 4,
  least: 4,
  isPlain: true,
  walk: (reader) => void reader.skip(4),
  read: (reader) => reader.u32(),
  write: (writer, value, name) => writer.u32(value, name),
  json: (make) => make.integer(0, 0xffff_ffff),
  rows: (name) => [{ name, bytes: '4', limits: '' }],
};

export const u64: Field<bigint> = {
  size: 8,
  least: 8,
  isPlain: true,
  walk: (reader) => void reader.skip(8),
  read: (reader) => reader.u64(),
  write: (writer, value, name) => writer.u64(value, name),
  json: (make) => make.u64,
  rows: (name) => [{ name, bytes: '8', limits: '' }],
};

/** A u32 with limits. @param what is counted, for errors: "days" */
export function u32Between(min: number, max: number, what: string): Field<number> {
  const limits = limitsInWords(min, max);
  return {
    ...u32,
    isPlain: false,
    walk(reader) {
      const value = reader.u32();
      if (value < min || value > max) reader.fail(`${limits} ${what}, not ${value}`, -4);
    },
    json: (make) => make.integer(min, max),
    rows: (name) => [{ name, bytes: '4', limits }],
  };
}

/** One byte, 00 or 01. */
export const bool: Field<boolean> = {
  size: 1,
  least: 1,
  isPlain: false,
  walk: (reader) => void reader.bool(),
  read: (reader) => reader.bool(),
  write: (writer, value, name) => writer.bool(value, name),
  json: (make) => make.bool,
  rows: (name) => [{ name, bytes: '1', limits: '00 or 01' }],
};
