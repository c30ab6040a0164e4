import { concatBytes } from '@noble/hashes/utils.js';

// Keys, signatures and limits that all tests of blocks share. Small on purpose: it imports no generator.

export const OTHER_ASSET: Uint8Array = new Uint8Array(32).fill(0xaa);
/** Of which no state has a record. */
export const UNKNOWN_ASSET: Uint8Array = new Uint8Array(32).fill(0xbb);

export function accountKey(i: number): Uint8Array {
  return new Uint8Array(32).fill(i + 1);
}

/** Keys that sign beside the owners of accounts. */
export const CO_SIGNERS: readonly Uint8Array[] = [0x70, 0x71, 0x72].map((fill) => new Uint8Array(32).fill(fill));

/** The key that generated blocks give to the session key of this id. */
export function sessionKeyOf(id: bigint): Uint8Array {
  return new Uint8Array(32).fill(0xd0 + Number(id & 0xfn));
}

/** References at or below are good. */
export const REFERENCE_LIMIT = 10n;

/** A signature as `fixtures/injected-verifier.mjs` reads it. */
export function signature(good: boolean, fault = 0): Uint8Array {
  return concatBytes(Uint8Array.of(good ? 1 : 9, fault), new Uint8Array(62));
}
