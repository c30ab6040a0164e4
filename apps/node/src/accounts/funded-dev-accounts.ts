import { bytesToHex } from '@noble/hashes/utils.js';
import type { Allocation } from '@tos/chain';
import { createKeyPair, encodeAddress } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { devAccounts, privateKeyOf } from './dev-accounts.ts';

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

/** The dev account at a position of the series. @param funds in atomic units */
export function devAccountAt(index: number, funds: bigint): DevAccount {
  const privateKey = privateKeyOf(devAccounts, index);
  const { publicKey } = createKeyPair(privateKey);
  return {
    address: encodeAddress(publicKey, networks.devnet),
    privateKey: bytesToHex(privateKey),
    publicKey: bytesToHex(publicKey),
    funds,
  };
}

/** The dev accounts that a genesis funds, from the first one to the last one before a gap. A genesis of one's own may fund none. */
export function fundedDevAccounts(allocations: readonly Allocation[]): DevAccount[] {
  const funds = new Map(allocations.map(({ publicKey, amount }) => [bytesToHex(publicKey), amount]));
  const accounts: DevAccount[] = [];
  for (;;) {
    const account = devAccountAt(accounts.length, 0n);
    const given = funds.get(account.publicKey);
    if (given === undefined) return accounts;
    accounts.push({ ...account, funds: given });
  }
}
