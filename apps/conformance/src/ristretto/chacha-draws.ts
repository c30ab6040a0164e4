import { chacha20orig } from '@noble/ciphers/chacha.js';
import { sha3_512 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeU64Record } from '@tos/state';

const BLOCK_SIZE = 64;
const KEY_SIZE = 32;

/**
 * The suite's source of reproducible randomness: one 64-byte block of ChaCha20 (64-bit counter, zero nonce) per draw, keyed by SHA3-512
 * of a label and two numbers. Source: docs/protocol.md §3.4.
 * @param a u8
 * @param b u64
 * @returns a function that draws the next 64 bytes
 */
export function createChachaDraws(label: string, a: number, b: bigint): () => Uint8Array {
  const seed = concatBytes(
    utf8ToBytes('tos-signer/chacha-seed/v1'),
    utf8ToBytes(label),
    Uint8Array.of(a),
    encodeU64Record(b),
  );
  const key = sha3_512(seed).subarray(0, KEY_SIZE);
  let counter = 0;
  return () => chacha20orig(key, new Uint8Array(8), new Uint8Array(BLOCK_SIZE), undefined, counter++);
}
