import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { WireReader } from './wire-reader.ts';

// Strict UTF-8 (RFC 3629): what decodes encodes to the same bytes. A byte order mark is a character like any other.

/** Moves the reader behind `length` bytes of UTF-8, without an allocation. @throws TOS_INVALID_FORMAT for other bytes */
export function walkUtf8(reader: WireReader, length: number): void {
  const start = reader.skip(length);
  const end = start + length;
  for (let at = start; at < end; ) {
    const size = sequenceLength(reader.source, at, end);
    if (size === 0) reader.fail('not UTF-8', at - end);
    at += size;
  }
}

/** The text of `length` bytes that `walkUtf8` has accepted. */
export function readUtf8(reader: WireReader, length: number): string {
  const bytes = reader.bytes(length);
  let text = '';
  for (let at = 0; at < length; ) {
    const size = sequenceLength(bytes, at, length);
    let point = size === 1 ? bytes[at]! : bytes[at]! & (0x7f >> size);
    for (let n = 1; n < size; n++) point = (point << 6) | (bytes[at + n]! & 0x3f);
    text += String.fromCodePoint(point);
    at += size;
  }
  return text;
}

/** The text in UTF-8; undefined for a string with half a surrogate pair, which has no UTF-8. */
export function encodeUtf8(text: string): Uint8Array | undefined {
  return utf8Length(text) >= 0 ? utf8ToBytes(text) : undefined;
}

/** Number of bytes of the text in UTF-8; -1 for a string with half a surrogate pair, which has no UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    if (point >= 0xd800 && point <= 0xdfff) return -1;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}

/** Number of bytes of the character at `at`; 0 if no character begins there and ends before `end`. Source: RFC 3629 section 4. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (size === 0 || at + size > end) return 0;
  const second = bytes[at + 1]!;
  // Refused: encodings that are longer than they need to be, surrogates, and characters above U+10FFFF.
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let n = 2; n < size; n++) if ((bytes[at + n]! & 0xc0) !== 0x80) return 0;
  return size;
}
