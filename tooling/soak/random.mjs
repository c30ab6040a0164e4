/** Random numbers that follow from a seed alone. sfc32 of PractRand; the first 16 numbers show a simple seed and are dropped. */
export class Random {
  #state;

  /** @param seed a u32 @param stream a text: draws for one purpose do not move those for another */
  constructor(seed, stream = '') {
    // FNV-1a of the stream's name.
    let hash = 0x811c9dc5;
    for (const char of stream) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
    this.#state = Uint32Array.of(seed, hash, 3, 1);
    for (let i = 0; i < 16; i++) this.next();
  }

  /** A u32. */
  next() {
    const state = this.#state;
    const sum = (state[0] + state[1] + state[3]++) >>> 0;
    state[0] = state[1] ^ (state[1] >>> 9);
    state[1] = state[2] + (state[2] << 3);
    state[2] = ((state[2] << 21) | (state[2] >>> 11)) + sum;
    return sum;
  }

  /** A real number: 0 <= x < 1. */
  real() {
    return this.next() / 2 ** 32;
  }

  /** An integer: 0 <= n < limit. */
  below(limit) {
    return Math.floor(this.real() * limit);
  }

  /** An integer: from <= n <= to. */
  between(from, to) {
    return from + this.below(to - from + 1);
  }

  /** True with a probability. */
  chance(probability) {
    return this.real() < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** Random bytes. @param size a multiple of 4 */
  bytes(size) {
    return new Uint8Array(Uint32Array.from({ length: size / 4 }, () => this.next()).buffer);
  }

  /** An index by Zipf's law with exponent 1, by the inverse of its approximate distribution: the n-th is about n times rarer than the first. */
  zipf(limit) {
    return Math.min(limit - 1, Math.floor((limit + 1) ** this.real()) - 1);
  }
}
