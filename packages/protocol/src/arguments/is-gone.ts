/**
 * True for a typed array whose buffer has been transferred away, or has become too short for it: what is longer than 0 is there, and
 * otherwise every method of a typed array throws.
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
