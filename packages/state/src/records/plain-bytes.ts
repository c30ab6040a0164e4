/**
 * The same memory as a plain Uint8Array: slice() of a Buffer, which databases return, copies nothing. What is plain stays as it is,
 * because another view of a small record costs as much as decoding it.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
