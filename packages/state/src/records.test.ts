import { U64_MAX } from '@tos/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domains, SupplyCounter } from './domain.ts';
import { decodeMultisig, encodeMultisig, multisigRef } from './records/multisig.ts';
import {
  accountOfKey,
  assetOfKey,
  type Balance,
  balanceRef,
  decodeBalance,
  decodeU64Record,
  encodeBalance,
  encodeU64Halves,
  encodeU64Record,
  isNativeAsset,
  NATIVE_ASSET,
  nonceRef,
  supplyRef,
} from './records.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const u64 = fc.oneof(
  fc.constantFrom(0n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n, U64_MAX),
  fc.bigInt(0n, U64_MAX),
);
const corrupt = expect.objectContaining({ code: 'TOS_STORAGE_CORRUPT' });

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

describe('u64 records', () => {
  test('are 8 big-endian bytes and come back', () => {
    expect(encodeU64Record(0x0102030405060708n)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(encodeU64Halves(0x01020304, 0xfffefdfc)).toEqual(Uint8Array.of(1, 2, 3, 4, 0xff, 0xfe, 0xfd, 0xfc));
    fc.assert(
      fc.property(u64, (value) => {
        expect(decodeU64Record(encodeU64Record(value))).toBe(value);
      }),
    );
  });

  test('of a value that is no u64 are refused, never wrapped', () => {
    for (const value of [-1n, U64_MAX + 1n]) {
      expect(() => encodeU64Record(value), String(value)).toThrow(expect.objectContaining({ code: 'TOS_U64_RANGE' }));
    }
  });

  test('of another length are corrupt', () => {
    for (let size = 0; size < 20; size++) {
      if (size !== 8) expect(() => decodeU64Record(new Uint8Array(size)), `${size} bytes`).toThrow(corrupt);
    }
  });
});

describe('balances', () => {
  test('have a flags byte, the final balance, and the output balance if there is one', () => {
    expect(encodeBalance({ type: 'input', final: 1n, output: null })).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1));
    expect(encodeBalance({ type: 'output', final: 0n, output: null })[0]).toBe(1);
    expect(encodeBalance({ type: 'both', final: 1n, output: 2n })).toEqual(
      Uint8Array.of(6, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2),
    );
  });

  test('come back', () => {
    const balance: fc.Arbitrary<Balance> = fc.oneof(
      fc.record({ type: fc.constantFrom('input', 'output'), final: u64, output: fc.constant(null) }),
      fc.record({ type: fc.constant('both'), final: u64, output: u64 }),
    );
    fc.assert(
      fc.property(balance, (one) => {
        expect(decodeBalance(encodeBalance(one))).toEqual(one);
      }),
    );
  });

  test('what decodes encodes to the same bytes, and all else is corrupt', () => {
    for (let flags = 0; flags < 256; flags++) {
      for (let size = 1; size <= 20; size++) {
        const bytes = new Uint8Array(size).fill(7);
        bytes[0] = flags;
        const isBalance = [0, 1, 6].includes(flags) && size === (flags === 6 ? 17 : 9);
        const what = `flags ${flags}, ${size} bytes`;
        if (isBalance) expect(encodeBalance(decodeBalance(bytes)), what).toEqual(bytes);
        else expect(() => decodeBalance(bytes), what).toThrow(corrupt);
      }
    }
    expect(() => decodeBalance(new Uint8Array(0))).toThrow(corrupt);
  });
});

describe('multisigs', () => {
  test('have threshold, count and keys in their order', () => {
    const keys = [9, 8].map((fill) => new Uint8Array(32).fill(fill));
    expect(encodeMultisig({ threshold: 2, participants: keys })).toEqual(Uint8Array.of(2, 2, ...keys[0]!, ...keys[1]!));
  });

  test('come back, up to 255 participants', () => {
    const multisig = fc.record({ threshold: fc.nat(255), participants: fc.array(key, { maxLength: 5 }) });
    fc.assert(
      fc.property(multisig, (one) => {
        expect(decodeMultisig(encodeMultisig(one))).toEqual(one);
      }),
    );
    const participants = Array.from({ length: 255 }, (_, i) => new Uint8Array(32).fill(i));
    expect(decodeMultisig(encodeMultisig({ threshold: 255, participants })).participants).toEqual(participants);
  });

  test('of 256 participants are refused: their count would be written as 0', () => {
    const participants = Array.from({ length: 256 }, () => new Uint8Array(32));
    expect(() => encodeMultisig({ threshold: 1, participants })).toThrow();
  });

  test('do not share bytes with the record', () => {
    const bytes = encodeMultisig({ threshold: 1, participants: [new Uint8Array(32).fill(5)] });
    const { participants } = decodeMultisig(bytes);
    bytes.fill(0);
    expect(participants).toEqual([new Uint8Array(32).fill(5)]);
  });

  test('of a length that does not fit their count are corrupt', () => {
    for (let count = 0; count < 4; count++) {
      for (let size = 0; size < 140; size++) {
        if (size === 2 + 32 * count) continue;
        const bytes = new Uint8Array(size);
        if (size > 1) bytes[1] = count;
        // One byte, or none, holds no count.
        if (size > 1 || count === 0) {
          expect(() => decodeMultisig(bytes), `${count} keys in ${size} bytes`).toThrow(corrupt);
        }
      }
    }
  });
});
