import { bytesToHex } from '@noble/hashes/utils.js';
import type { Allocation } from '@tos/chain';
import { encodeAddress } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { devAccounts, privateKeyOf, publicKeysOf } from './dev-accounts.ts';

/** An account for people, as it is shown. Its private key can be computed by anybody. */
export interface DevAccount {
  readonly address: string;
  /** 64 hex digits. */
  readonly privateKey: string;
  /** 64 hex digits. */
  readonly publicKey: string;
  /** What the genesis gives to it, in atomic units. */
  readonly funds: bigint;
}

/** How many accounts are looked at first: more than a new devnet funds for people. */
const FIRST_LOOK = 16;

/** The first dev accounts of the series. @param funds of each, in atomic units */
export function firstDevAccounts(count: number, funds: bigint): DevAccount[] {
  return publicKeysOf(devAccounts, count).map((publicKey, index) => ({
    address: encodeAddress(publicKey, networks.devnet),
    privateKey: bytesToHex(privateKeyOf(devAccounts, index)),
    publicKey: bytesToHex(publicKey),
    funds,
  }));
}

/** The dev accounts that a genesis funds, from the first one to the last one before a gap. A genesis of one's own may fund none. */
export function fundedDevAccounts(allocations: readonly Allocation[]): DevAccount[] {
  const funds = new Map(allocations.map(({ publicKey, amount }) => [bytesToHex(publicKey), amount]));
  for (let count = FIRST_LOOK; ; count *= 2) {
    const accounts = firstDevAccounts(count, 0n);
    const gap = accounts.findIndex(({ publicKey }) => !funds.has(publicKey));
    if (gap < 0) continue;
    return accounts.slice(0, gap).map((account) => ({ ...account, funds: funds.get(account.publicKey) ?? 0n }));
  }
}
