import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domains, SupplyCounter } from '../domain.ts';
import { accountOfKey } from './account-key.ts';
import { assetOfKey, balanceRef } from './balance.ts';
import { multisigRef } from './multisig.ts';
import { isNativeAsset, NATIVE_ASSET } from './native-asset.ts';
import { nonceRef, supplyRef } from './plain-refs.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('keys', () => {
  const account = new Uint8Array(32).fill(0xa1);
  const gold = new Uint8Array(32).fill(0x60);

  test('name their domain and begin with their account', () => {
    for (const [ref, domain] of [
      [nonceRef(account), domains.nonce],
      [multisigRef(account), domains.multisig],
      [balanceRef(account, NATIVE_ASSET), domains.balance],
      [balanceRef(account, gold), domains.balance],
    ] as const) {
      expect(ref.domain, domain.name).toBe(domain);
      expect(accountOfKey(ref.key), domain.name).toEqual(account);
    }
    expect(supplyRef(SupplyCounter.BURNED)).toEqual({ domain: domains.supply, key: Uint8Array.of(0) });
    expect(supplyRef(SupplyCounter.EMITTED)).toEqual({ domain: domains.supply, key: Uint8Array.of(1) });
  });

  test('native TOS is one byte, another asset 01 and its 32 bytes', () => {
    expect(balanceRef(account, NATIVE_ASSET).key).toEqual(Uint8Array.of(...account, 0));
    expect(balanceRef(account, gold).key).toEqual(Uint8Array.of(...account, 1, ...gold));
  });

  test('give back the asset', () => {
    fc.assert(
      fc.property(key, key, (one, asset) => {
        expect(assetOfKey(balanceRef(one, asset).key)).toEqual(asset);
      }),
    );
    expect(assetOfKey(balanceRef(account, new Uint8Array(32)).key)).toEqual(NATIVE_ASSET);
  });

  test('an asset is native only when all its bytes are zero', () => {
    expect(isNativeAsset(new Uint8Array(32))).toBe(true);
    for (let i = 0; i < 32; i++) expect(isNativeAsset(new Uint8Array(32).with(i, 1)), `byte ${i}`).toBe(false);
  });
});
