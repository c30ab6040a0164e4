import { webAssembly } from './web-assembly.ts';

// The smallest module that makes a vector: (func (result v128) (i8x16.splat (i32.const 0))).
const SMALLEST_USE: Uint8Array = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic and version
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // one type: () -> v128
  ...[0x03, 0x02, 0x01, 0x00], // one function of it
  ...[0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b], // its code
);

/** True where WebAssembly has vectors of 128 bits. */
export function detectSimd(): boolean {
  return webAssembly()?.validate(SMALLEST_USE) ?? false;
}
