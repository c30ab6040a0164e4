/**
 * True for a typed array whose buffer has been transferred, or has become too short for it. Such an array has 0 bytes, and every method of
 * a typed array throws for it.
 */
export function isGone(value: unknown): boolean {
  if (!(ArrayBuffer.isView(value) && value.byteLength === 0)) return false;
  try {
    Uint8Array.prototype.indexOf.call(value, 0);
    return false;
  } catch {
    return true;
  }
}
