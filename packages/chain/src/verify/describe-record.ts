import { bytesToHex } from '@noble/hashes/utils.js';
import { assetOfKey, domains, isNativeAsset, type RecordRef, SupplyCounter } from '@tos/state';

/** A record in words: its domain, account and asset. */
export function describeRecord({ domain, key }: RecordRef): string {
  if (domain === domains.supply) return key[0] === SupplyCounter.EMITTED ? 'supply emitted' : 'supply burned';
  const account = bytesToHex(key.subarray(0, 32));
  if (domain !== domains.balance || isNativeAsset(assetOfKey(key))) return `${domain.name} of ${account}`;
  return `${domain.name} of ${account} in asset ${bytesToHex(assetOfKey(key))}`;
}
