// Random numbers that are the same in every run.
// sfc32 of PractRand: its 128 bits of state give no hash twice.
const state = Uint32Array.of(1, 2, 3, 4);

function next() {
  const sum = (state[0] + state[1] + state[3]++) >>> 0;
  state[0] = state[1] ^ (state[1] >>> 9);
  state[1] = state[2] + (state[2] << 3);
  state[2] = ((state[2] << 21) | (state[2] >>> 11)) + sum;
  return sum;
}

// The first numbers show the simple seed.
for (let i = 0; i < 16; i++) next();

/** A random integer: 0 <= n < limit. */
export function random(limit) {
  return Math.floor((next() / 2 ** 32) * limit);
}

/** Random bytes; `size` is a multiple of 4. */
export function randomBytes(size) {
  const words = new Uint32Array(size / 4);
  for (let i = 0; i < words.length; i++) words[i] = next();
  return new Uint8Array(words.buffer);
}

/** Draws an account, each as likely as the others. */
export const uniform = (accounts) => () => random(accounts);

/** An odd prime: multiples of it spread the popular accounts evenly over all. */
const SPREAD = 7919;

/** Draws an account by Zipf's law with exponent 1: the n-th most popular account is n times rarer than the first. */
export function zipf(accounts) {
  const sums = new Float64Array(accounts);
  let sum = 0;
  for (let rank = 0; rank < accounts; rank++) {
    sum += 1 / (rank + 1);
    sums[rank] = sum;
  }
  return () => {
    const drawn = (next() / 2 ** 32) * sum;
    let low = 0;
    let high = accounts - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sums[middle] <= drawn) low = middle + 1;
      else high = middle;
    }
    return (low * SPREAD) % accounts;
  };
}
