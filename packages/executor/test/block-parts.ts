import { concatBytes } from '@noble/hashes/utils.js';
import { isPublicKey } from '@tos/crypto';

// Keys, signatures and limits that all tests of blocks share. This file imports no generator, so that it loads fast.

export const OTHER_ASSET: Uint8Array = new Uint8Array(32).fill(0xaa);
/** Of which no state has a record. */
export const UNKNOWN_ASSET: Uint8Array = new Uint8Array(32).fill(0xbb);

const accountKeys: Uint8Array[] = [];

/** Returns the key of an account: a point, as the key of every account that has ever signed is. Up to account 50, no other key here has its first byte. */
export function accountKey(i: number): Uint8Array {
  const key = accountKeys[i] ?? pointThatBegins(Uint8Array.of(2 * (i + 1), i >> 8, i));
  accountKeys[i] = key;
  return key;
}

/** Returns the first point whose encoding begins with these bytes. The first byte must be even; one encoding in four is a point. */
function pointThatBegins(bytes: Uint8Array): Uint8Array {
  const key = new Uint8Array(32);
  key.set(bytes);
  while (!isPublicKey(key)) key[bytes.length]!++;
  return key;
}

/** Keys that sign besides the owners of accounts. */
export const CO_SIGNERS: readonly Uint8Array[] = [0x70, 0x71, 0x72].map((fill) => new Uint8Array(32).fill(fill));

/** Returns the session key with this id in generated blocks. */
export function sessionKeyOf(id: bigint): Uint8Array {
  return new Uint8Array(32).fill(0xd0 + Number(id & 0xfn));
}

/** References to this topoheight or a lower one are good. */
export const REFERENCE_LIMIT = 10n;

/**
 * Makes a signature for `fixtures/injected-verifier.mjs`.
 * @param by the key that the signature is good for; any key when absent
 */
export function signature(good: boolean, fault = 0, by?: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(good ? 1 : 9, fault, 0, by?.[0] ?? 0), new Uint8Array(60));
}

/** Returns whether such a signature is good for a key. */
export function isGoodFor(signature: Uint8Array, key: Uint8Array): boolean {
  return signature[0] === 1 && (signature[3] === 0 || signature[3] === key[0]);
}
