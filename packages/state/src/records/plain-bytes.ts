/**
 * A plain Uint8Array over the memory of `bytes`. Databases return Buffers, whose slice() copies nothing. Plain bytes are returned as they
 * are, because another view of a small record costs as much as decoding it.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
