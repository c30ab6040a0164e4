import { isTosError } from '@tos/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Agent, decodeAgent, decodeSessionKey, encodeAgent, encodeSessionKey, type SessionKey } from './agent.ts';
import { decodeFrozen, encodeFrozen, type Frozen, NOTHING_FROZEN } from './frozen.ts';
import { decodeOwnedName, encodeOwnedName } from './name.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const u64 = fc.bigInt(0n, 2n ** 64n - 1n);
const days = fc.nat(0xffff_ffff);
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });
const option = fc.option(key);

const frozen: fc.Arbitrary<Frozen> = fc.record({
  total: u64,
  freezes: few(fc.record({ amount: u64, energy: u64, frozenAt: u64, unlocksAt: u64, days })),
  delegations: few(
    fc.record({
      frozenAt: u64,
      unlocksAt: u64,
      days,
      entries: few(fc.record({ delegatee: key, amount: u64, energy: u64 })),
    }),
  ),
  pending: few(fc.record({ amount: u64, expiresAt: u64 })),
});
const agent: fc.Arbitrary<Agent> = fc.record({
  owner: key,
  controller: key,
  policyHash: key,
  status: fc.nat(255),
  energyPool: option,
  sessionKeyRoot: option,
  sessionKeys: few(u64),
});
const sessionKey: fc.Arbitrary<SessionKey> = fc.record({
  key,
  expiresAt: u64,
  maxValue: u64,
  targets: few(key),
  assets: few(key),
});
const name = fc.uint8Array({ maxLength: 255 });

interface Codec<T> {
  readonly arbitrary: fc.Arbitrary<T>;
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** Expects a round trip, a refusal of bytes that are cut off or added, and that any bytes decode to what encodes to them, or not at all. */
function behaves<T>({ arbitrary, encode, decode }: Codec<T>): void {
  const refused = (bytes: Uint8Array): boolean => {
    try {
      decode(bytes);
      return false;
    } catch (error) {
      if (isTosError(error, 'TOS_STORAGE_CORRUPT')) return true;
      throw error;
    }
  };
  test('round trip', () => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const bytes = encode(value);
        expect(decode(bytes)).toEqual(value);
        for (let length = 0; length < bytes.length; length++) expect(refused(bytes.subarray(0, length))).toBe(true);
        expect(refused(Uint8Array.of(...bytes, 0))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), fc.nat(255), (value, position, byte) => {
        const bytes = encode(value);
        const changed = bytes.with(position % bytes.length, byte);
        if (!refused(changed)) expect(encode(decode(changed))).toEqual(changed);
      }),
    );
  });
}

describe('frozen', () => {
  behaves({ arbitrary: frozen, encode: encodeFrozen, decode: decodeFrozen });
  test('nothing', () => expect(decodeFrozen(encodeFrozen(NOTHING_FROZEN))).toEqual(NOTHING_FROZEN));
});
describe('agent', () => behaves({ arbitrary: agent, encode: encodeAgent, decode: decodeAgent }));
describe('session key', () => behaves({ arbitrary: sessionKey, encode: encodeSessionKey, decode: decodeSessionKey }));
describe('owned name', () => behaves({ arbitrary: name, encode: encodeOwnedName, decode: decodeOwnedName }));

test('a list may be as long as its count can say', () => {
  const pending = new Array(65_535).fill({ amount: 1n, expiresAt: 2n });
  expect(decodeFrozen(encodeFrozen({ ...NOTHING_FROZEN, pending })).pending).toEqual(pending);
});

test('a list longer than its count can say is refused', () => {
  const pending = new Array(65_536).fill({ amount: 0n, expiresAt: 0n });
  expect(() => encodeFrozen({ ...NOTHING_FROZEN, pending })).toThrow('items');
});
