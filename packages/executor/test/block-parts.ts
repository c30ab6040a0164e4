import { concatBytes } from '@noble/hashes/utils.js';
import { isPublicKey } from '@tos/crypto';

// Keys, signatures and limits that all tests of blocks share. Small on purpose: it imports no generator.

export const OTHER_ASSET: Uint8Array = new Uint8Array(32).fill(0xaa);
/** Of which no state has a record. */
export const UNKNOWN_ASSET: Uint8Array = new Uint8Array(32).fill(0xbb);

const accountKeys: Uint8Array[] = [];

/** A point, as the key of every account is that ever signed. Up to 50, its first byte is no other key's here. */
export function accountKey(i: number): Uint8Array {
  const key = accountKeys[i] ?? pointThatBegins(Uint8Array.of(2 * (i + 1), i >> 8, i));
  accountKeys[i] = key;
  return key;
}

/** The first point whose encoding begins with these bytes: the first of them must be even, and one point in four fits. */
function pointThatBegins(bytes: Uint8Array): Uint8Array {
  const key = new Uint8Array(32);
  key.set(bytes);
  while (!isPublicKey(key)) key[bytes.length]!++;
  return key;
}

/** Keys that sign beside the owners of accounts. */
export const CO_SIGNERS: readonly Uint8Array[] = [0x70, 0x71, 0x72].map((fill) => new Uint8Array(32).fill(fill));

/** The key that generated blocks give to the session key of this id. */
export function sessionKeyOf(id: bigint): Uint8Array {
  return new Uint8Array(32).fill(0xd0 + Number(id & 0xfn));
}

/** References at or below are good. */
export const REFERENCE_LIMIT = 10n;

/**
 * A signature as `fixtures/injected-verifier.mjs` reads it.
 * @param by the key that it is good for; any when absent
 */
export function signature(good: boolean, fault = 0, by?: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(good ? 1 : 9, fault, 0, by?.[0] ?? 0), new Uint8Array(60));
}

/** What such a signature says. */
export function isGoodFor(signature: Uint8Array, key: Uint8Array): boolean {
  return signature[0] === 1 && (signature[3] === 0 || signature[3] === key[0]);
}
