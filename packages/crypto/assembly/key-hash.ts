// A seeded hash of public keys, so that nobody can choose keys with equal hashes. Source: Aumasson, Bernstein, "SipHash: a fast
// short-input PRF" (INDOCRYPT 2012), with 1 and 3 rounds, over exactly 32 bytes.

let seed0: u64 = 0;
let seed1: u64 = 0;

export function seedKeyHash(a: u64, b: u64): void {
  seed0 = a;
  seed1 = b;
}

let v0: u64 = 0;
let v1: u64 = 0;
let v2: u64 = 0;
let v3: u64 = 0;

@inline
function round(): void {
  v0 += v1;
  v1 = rotl<u64>(v1, 13) ^ v0;
  v0 = rotl<u64>(v0, 32);
  v2 += v3;
  v3 = rotl<u64>(v3, 16) ^ v2;
  v0 += v3;
  v3 = rotl<u64>(v3, 21) ^ v0;
  v2 += v1;
  v1 = rotl<u64>(v1, 17) ^ v2;
  v2 = rotl<u64>(v2, 32);
}

/** The hash of the 32 bytes at `key`, never 0. */
export function keyHash(key: usize): u64 {
  v0 = seed0 ^ 0x736f_6d65_7073_6575;
  v1 = seed1 ^ 0x646f_7261_6e64_6f6d;
  v2 = seed0 ^ 0x6c79_6765_6e65_7261;
  v3 = seed1 ^ 0x7465_6462_7974_6573;
  for (let i: usize = 0; i < 32; i += 8) {
    const word = load<u64>(key + i);
    v3 ^= word;
    round();
    v0 ^= word;
  }
  const last: u64 = 0x2000_0000_0000_0000; // the length, 32, in the top byte
  v3 ^= last;
  round();
  v0 ^= last;
  v2 ^= 0xff;
  round();
  round();
  round();
  return (v0 ^ v1 ^ v2 ^ v3) | 1;
}
