import { hexToBytes } from '@noble/hashes/utils.js';
import { bech32 } from '@scure/base';
import { DEV_FEE_KEY_HEX, isTosError, networks } from '@tos/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeAddress, encodeAddress, splitAddress } from './address.ts';
import { createKeyPair } from './key-pair.ts';

const { devnet, mainnet, testnet } = networks;
const key = (seed: number) => createKeyPair(Uint8Array.of(seed, ...new Uint8Array(31))).publicKey;
const ALICE = 'tst17pdurhegx9chc2vjmpd40cx085frl4kz2sjhme0hsjlrd968kfysq3xa5uq';
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });

function reasonFor(address: string, network = devnet): string {
  try {
    decodeAddress(address, network);
    return 'accepted';
  } catch (error) {
    return isTosError(error, 'TOS_INVALID_ADDRESS') ? error.details.reason : String(error);
  }
}

/** A well-formed bech32 string of any payload. */
const addressOf = (payload: Uint8Array) => bech32.encode('tst', bech32.toWords(payload), false);

describe('address', () => {
  test('known addresses (docs/protocol.md §3.7)', () => {
    expect(encodeAddress(key(1), devnet)).toBe('tst13jfypdzk48ndcewrw7ssfrt5t722prxm0azvhntmgme5qjy8zy6qqupqq54');
    expect(encodeAddress(key(2), testnet)).toBe(ALICE);
    expect(encodeAddress(hexToBytes(DEV_FEE_KEY_HEX), mainnet)).toBe(
      'tos1qsl6sj2u0gp37tr6drrq964rd4d8gnaxnezgytmt0cfltnp2wsgqqak28je',
    );
    // The address of the devnet bootstrap has the prefix of mainnet.
    const bootstrap = 'tos13jfypdzk48ndcewrw7ssfrt5t722prxm0azvhntmgme5qjy8zy6qq83fpue';
    expect(decodeAddress(bootstrap, mainnet)).toEqual(key(1));
    expect(reasonFor(bootstrap)).toBe('wrong prefix, expected tst1');
  });

  test('round trip of any 32 bytes on every network, in either case', () => {
    fc.assert(
      fc.property(keys, fc.constantFrom(...Object.values(networks)), (publicKey, network) => {
        const address = encodeAddress(publicKey, network);
        expect(address.length).toBe(63);
        expect(decodeAddress(address, network)).toEqual(publicKey);
        expect(decodeAddress(address.toUpperCase(), network)).toEqual(publicKey);
      }),
    );
  });

  test('an integrated address has its key and 1 to 128 bytes of data, a normal one its key alone', () => {
    fc.assert(
      fc.property(keys, fc.uint8Array({ maxLength: 140 }), (publicKey, data) => {
        const split = () => splitAddress(addressOf(Uint8Array.of(...publicKey, 1, ...data)), devnet);
        if (data.length >= 1 && data.length <= 128) expect(split()).toEqual({ publicKey, data });
        else expect(split).toThrow(expect.objectContaining({ code: 'TOS_INVALID_ADDRESS' }));
        expect(splitAddress(encodeAddress(publicKey, devnet), devnet)).toEqual({ publicKey, data: null });
      }),
    );
  });

  test('what is split has the prefix of the network and a known type', () => {
    const refused = expect.objectContaining({ code: 'TOS_INVALID_ADDRESS' });
    for (const payload of [new Uint8Array(32), new Uint8Array(33).fill(2, 32), new Uint8Array(34)]) {
      expect(() => splitAddress(addressOf(payload), devnet)).toThrow(refused);
    }
    expect(() => splitAddress(ALICE, mainnet)).toThrow(refused);
  });

  test('one wrong character never decodes', () => {
    const characters = fc.constantFrom(...'qpzry9x8gf2tvdw0s3jn54khce6mua7l1bioB!K ');
    fc.assert(
      fc.property(fc.nat({ max: ALICE.length - 1 }), characters, (at, character) => {
        fc.pre(ALICE[at] !== character);
        expect(reasonFor(ALICE.slice(0, at) + character + ALICE.slice(at + 1))).not.toBe('accepted');
      }),
      { numRuns: 500 },
    );
  });

  test('fuzz: a TosError or the key of the same address', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^tst1[02-9ac-hj-np-z]{0,80}$/));
    const payload = fc.uint8Array({ maxLength: 170 }).map(addressOf);
    fc.assert(
      fc.property(fc.oneof(text, payload), (address) => {
        let publicKey: Uint8Array | undefined;
        try {
          publicKey = decodeAddress(address, devnet);
        } catch (error) {
          expect(isTosError(error, 'TOS_INVALID_ADDRESS'), String(error)).toBe(true);
        }
        if (publicKey !== undefined) expect(encodeAddress(publicKey, devnet)).toBe(address);
      }),
      { numRuns: 500 },
    );
  });

  const words = bech32.decode(ALICE).words;
  test.each([
    ['', 'wrong prefix, expected tst1'],
    ['tst', 'wrong prefix, expected tst1'],
    ['tst1', 'wrong checksum'],
    [`tos${ALICE.slice(3)}`, 'wrong prefix, expected tst1'],
    [`${ALICE.slice(0, 9)}1${ALICE.slice(10)}`, 'wrong prefix, expected tst1'],
    [`T${ALICE.slice(1)}`, 'mixed case'],
    [`${ALICE.slice(0, -1)}Q`, 'mixed case'],
    [ALICE.slice(0, -1), 'wrong checksum'],
    [`${ALICE}q`, 'wrong checksum'],
    [`${ALICE.slice(0, -1)}b`, 'character outside the bech32 alphabet'],
    [`${ALICE} `, 'character outside the bech32 alphabet'],
    [ALICE.toUpperCase().replace('K', '\u212a'), 'character outside the bech32 alphabet'],
    [bech32.encode('tst', [...words.slice(0, -1), 1]), 'non-zero or surplus padding'],
    [bech32.encode('tst', [...words, 0]), 'non-zero or surplus padding'],
    [addressOf(new Uint8Array()), 'payload of 0 bytes, expected 33'],
    [addressOf(new Uint8Array(32)), 'payload of 32 bytes, expected 33'],
    [addressOf(new Uint8Array(34)), 'payload of 34 bytes, expected 33'],
    [addressOf(Uint8Array.of(...new Uint8Array(32), 2)), 'unknown type 2'],
    [addressOf(Uint8Array.of(...new Uint8Array(32), 1)), 'integrated address'],
    [addressOf(Uint8Array.of(...new Uint8Array(32), 1, ...new Uint8Array(128))), 'integrated address'],
    ['tst1'.padEnd(5000, 'q'), 'length 5000, expected 63'],
  ])('refuses %s: %s', (address, reason) => {
    expect(reasonFor(address)).toBe(reason);
  });

  test('refuses to encode a key of another length', () => {
    expect(() => encodeAddress(new Uint8Array(31), devnet)).toThrow('publicKey is 31 bytes, but must be 32 bytes');
  });
});
