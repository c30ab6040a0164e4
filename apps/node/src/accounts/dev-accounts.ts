import { blake3, createKeyPair, type KeyPair } from '@tos/crypto';
import { createUnsafeLoadSigner } from '@tos/crypto/load-signer';
import { COIN } from '@tos/protocol';

/** A series of accounts whose private keys anybody can compute: BLAKE3(label || index as u32). */
export interface AccountSeries {
  readonly label: string;
  /** What a new devnet gives to each account, in atomic units. */
  readonly funds: bigint;
}

/** Ten accounts for people. The first one receives the rewards. */
export const devAccounts: AccountSeries & { readonly count: number } = {
  label: 'tos-node/dev-account/v1',
  funds: 1_000_000n * COIN,
  count: 10,
};

/** The accounts that `--load` sends from and to. */
export const loadAccounts: AccountSeries & { readonly count: number } = {
  label: 'tos-node/load-account/v1',
  funds: 1_000n * COIN,
  count: 1000,
};

/** The private key of an account: 32 bytes. */
export function privateKeyOf({ label }: AccountSeries, index: number): Uint8Array {
  const position = new Uint8Array(4);
  new DataView(position.buffer).setUint32(0, index);
  return blake3(new TextEncoder().encode(label), position);
}

export function keyPairOf(series: AccountSeries, index: number): KeyPair {
  return createKeyPair(privateKeyOf(series, index));
}

/** Private keys of the first `count` accounts. */
export function privateKeysOf(series: AccountSeries, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => privateKeyOf(series, index));
}

/** Public keys of the first `count` accounts: about 10 us each, where a key pair, which protects its private key, takes 0.4 ms. */
export function publicKeysOf(series: AccountSeries, count: number): readonly Uint8Array[] {
  return createUnsafeLoadSigner(privateKeysOf(series, count)).publicKeys;
}
