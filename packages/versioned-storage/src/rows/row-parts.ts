import { writeU32 } from './topoheight-bytes.ts';

/** The bytes that `RowReader.u32` reads. */
export function u32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return bytes;
}

/** The bytes that `RowReader.blob` reads: their number, then the bytes. */
export function blobParts(bytes: Uint8Array): Uint8Array[] {
  return [u32Bytes(bytes.length), bytes];
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
