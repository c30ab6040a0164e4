/** Bytes that look random (xorshift32); equal seeds give equal bytes. */
export function createRandom(seed: number): { bytes(length: number): Uint8Array; below(limit: number): number } {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() >>> 24),
    below: (limit) => next() % limit,
  };
}
