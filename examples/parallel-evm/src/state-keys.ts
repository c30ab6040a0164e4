import { Account, bytesToHex, KECCAK256_NULL } from '@ethereumjs/util';

// The state of Ethereum as keys of tasks. A balance has a key of its own, as a counter, so that credits commute; the rest of an account has
// another key.

/** The key of the balance of an account in wei, which is a counter. */
export const balanceKey = (address: string): string => `balance ${address}`;
/** The key of the rest of an account: 8 bytes of nonce, 32 bytes of code hash. Absent where there is no account. */
export const accountKey = (address: string): string => `account ${address}`;
export const codeKey = (address: string): string => `code ${address}`;
export const storageKey = (address: string, slot: Uint8Array): string => `slot ${address} ${bytesToHex(slot)}`;

const NONCE_BYTES = 8;

export function encodeAccount({ nonce, codeHash }: Account): Uint8Array {
  const bytes = new Uint8Array(NONCE_BYTES + codeHash.length);
  new DataView(bytes.buffer).setBigUint64(0, nonce);
  bytes.set(codeHash, NONCE_BYTES);
  return bytes;
}

/** Decodes an account. @param bytes of `encodeAccount` */
export function decodeAccount(bytes: Uint8Array, balance: bigint): Account {
  const nonce = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  return new Account(nonce, balance, undefined, bytes.slice(NONCE_BYTES));
}

export function hasCode(account: Uint8Array): boolean {
  return account.subarray(NONCE_BYTES).some((byte, i) => byte !== KECCAK256_NULL[i]);
}
