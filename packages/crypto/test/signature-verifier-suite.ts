import { hexToBytes } from '@noble/hashes/utils.js';
import { isTosError } from '@tos/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeScalar, H, L } from '../src/group.ts';
import { createKeyPair, keySecret } from '../src/key-pair.ts';
import { challenge, sign } from '../src/schnorr.ts';
import { type SignatureVerifier, Verdict, type VerificationRecords } from '../src/signature-verifier.ts';

const P = 2n ** 255n - 19n;
const message = Uint8Array.from({ length: 24 }, (_, i) => i * 7);
const alice = createKeyPair(Uint8Array.of(2, ...new Uint8Array(31)));
const { inverse } = keySecret(alice);
const identity = new Uint8Array(32);

const fromHex = (hex: string) => hexToBytes(hex);
const join = (s: bigint, e: bigint) => Uint8Array.of(...encodeScalar(s), ...encodeScalar(e));
const littleEndian = (bytes: Uint8Array) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
const halves = (signature: Uint8Array): [bigint, bigint] => [
  littleEndian(signature.subarray(0, 32)),
  littleEndian(signature.subarray(32)),
];

/** A signature with the nonce k for any 32 bytes. It is good under every decoder, strict or lenient, that decodes them to inverse * H. */
function forge(publicKey: Uint8Array, inverse: bigint, k: bigint): Uint8Array {
  const e = challenge(publicKey, message, H.multiplyUnsafe(k).toBytes());
  return join((inverse * e + k) % L, e);
}

/** Encodings that RFC 9496 appendix A.2 lists as bad: non-canonical, negative, non-square, negative xy, s = -1. */
const badEncodings = [
  '00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20',
  'c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562',
  '26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371',
  '4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f',
  '3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e',
  'a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(fromHex);

interface Signed {
  publicKey: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
}

/** Records over one buffer with a margin in front, so that no offset is zero by chance. */
function layOut(signed: Signed[], shared = false): VerificationRecords {
  const parts = signed.flatMap((one) => [one.publicKey, one.message, one.signature]);
  const size = parts.reduce((sum, part) => sum + part.length, 5);
  const bytes = shared ? new Uint8Array(new SharedArrayBuffer(size)) : new Uint8Array(size);
  const offsets: number[] = [];
  let end = 5;
  for (const part of parts) {
    bytes.set(part, end);
    offsets.push(end);
    end += part.length;
  }
  const column = (at: number) => Uint32Array.from(signed, (_, i) => offsets[3 * i + at] ?? 0);
  return {
    bytes,
    count: signed.length,
    key: column(0),
    messageOffset: column(1),
    messageLength: Uint32Array.from(signed, (one) => one.message.length),
    signature: column(2),
  };
}

/** Tests of what every `SignatureVerifier` must accept and reject: the table of its docstring, and the contract of `verifyBatch`. */
export function testSignatureVerifier(create: () => SignatureVerifier): void {
  const verifier = create();
  const verify = (publicKey: Uint8Array, signature: Uint8Array) => verifier.verify(publicKey, message, signature);

  describe(`${verifier.name}: accept set`, () => {
    test('identity key: any s, with a consistent e', () => {
      for (const s of [0n, 1n, 2n, L - 1n, 123456789n ** 8n]) {
        expect(verify(identity, forge(identity, 0n, s)), `s = ${s}`).toBe(true);
      }
      const [s, e] = halves(forge(identity, 0n, 5n));
      expect(verify(identity, join(s + 1n, e))).toBe(false);
      expect(verify(identity, join(s, e + 1n))).toBe(false);
    });

    test('R = identity', () => {
      expect(verify(alice.publicKey, forge(alice.publicKey, inverse, 0n))).toBe(true);
    });

    test('keys H and -H', () => {
      for (const x of [1n, L - 1n]) {
        const keyPair = createKeyPair(encodeScalar(x));
        expect(verify(keyPair.publicKey, sign(keyPair, message)), `x = ${x}`).toBe(true);
      }
    });

    test('s = 0 or e = 0 without consistency', () => {
      const [s, e] = halves(sign(alice, message));
      for (const [publicKey, name] of [
        [alice.publicKey, 'real'],
        [identity, 'identity'],
      ] as const) {
        expect(verify(publicKey, join(0n, e)), `${name}, s = 0`).toBe(false);
        expect(verify(publicKey, join(s, 0n)), `${name}, e = 0`).toBe(false);
        expect(verify(publicKey, join(0n, 0n)), `${name}, both 0`).toBe(false);
      }
    });

    test('s or e not below L, even where the residue is good', () => {
      const [s, e] = halves(sign(alice, message));
      expect(verify(alice.publicKey, join(s, e))).toBe(true);
      for (let m = 1n; e + m * L < 2n ** 256n; m++) {
        expect(verify(alice.publicKey, join(s, e + m * L)), `e + ${m}L`).toBe(false);
      }
      for (let m = 1n; s + m * L < 2n ** 256n; m++) {
        expect(verify(alice.publicKey, join(s + m * L, e)), `s + ${m}L`).toBe(false);
      }
      for (const big of [L, L + 1n, 2n ** 253n, 2n ** 255n, 2n ** 256n - 1n]) {
        expect(verify(alice.publicKey, join(big, e)), `s = ${big}`).toBe(false);
        expect(verify(alice.publicKey, join(s, big)), `e = ${big}`).toBe(false);
      }
      // s = L with R the identity: only the range of s makes it bad.
      const [, consistent] = halves(forge(identity, 0n, 0n));
      expect(verify(identity, join(0n, consistent))).toBe(true);
      expect(verify(identity, join(L, consistent))).toBe(false);
    });

    test('keys that are not canonical, signed as a lenient decoder would want it', () => {
      const value = littleEndian(alice.publicKey);
      const bad: [string, bigint][] = [
        ['high bit', value + 2n ** 255n],
        ['negated', P - value],
        ['identity with high bit', 2n ** 255n],
        ['all ones', 2n ** 256n - 1n],
        ...Array.from({ length: 19 }, (_, i): [string, bigint] => [`p + ${i}`, P + BigInt(i)]),
      ];
      for (const [name, encoded] of bad) {
        const publicKey = encodeScalar(encoded);
        for (const lenient of [0n, inverse, L - inverse]) {
          expect(verify(publicKey, forge(publicKey, lenient, 9n)), name).toBe(false);
        }
      }
    });

    test('keys that no point encodes to', () => {
      for (const publicKey of badEncodings) {
        expect(verify(publicKey, forge(publicKey, 0n, 9n)), String(publicKey)).toBe(false);
        expect(verify(publicKey, forge(publicKey, 1n, 9n)), String(publicKey)).toBe(false);
      }
    });

    test('a key or signature of another length', () => {
      const signature = sign(alice, message);
      for (const length of [0, 31, 33]) expect(verify(new Uint8Array(length), signature), `key ${length}`).toBe(false);
      for (const length of [0, 32, 63, 65, 128]) {
        const bytes = new Uint8Array(length);
        bytes.set(signature.subarray(0, length));
        expect(verify(alice.publicKey, bytes), `signature ${length}`).toBe(false);
      }
    });

    test('every single flipped bit of key, message and signature', () => {
      const good: Signed = { publicKey: alice.publicKey, message, signature: sign(alice, message) };
      expect(verifier.verify(good.publicKey, good.message, good.signature)).toBe(true);
      for (const part of ['publicKey', 'message', 'signature'] as const) {
        for (let bit = 0; bit < good[part].length * 8; bit++) {
          const flipped = good[part].map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
          const changed = { ...good, [part]: flipped };
          expect(verifier.verify(changed.publicKey, changed.message, changed.signature), `${part}, bit ${bit}`).toBe(
            false,
          );
        }
      }
    });

    test('any bytes: false, never an exception', () => {
      const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
      fc.assert(
        fc.property(bytes(32), fc.uint8Array({ maxLength: 64 }), bytes(64), (publicKey, text, signature) => {
          expect(verifier.verify(publicKey, text, signature)).toBe(false);
        }),
      );
    });
  });

  describe(`${verifier.name}: verifyBatch`, () => {
    const signed = Array.from({ length: 10 }, (_, i): Signed & { good: boolean } => {
      const keyPair = createKeyPair(Uint8Array.of((i % 4) + 1, ...new Uint8Array(31)));
      const text = new Uint8Array([0, 1, 7, 31, 32, 33, 71, 72, 73, 300][i] ?? 0).fill(i);
      const signature = sign(keyPair, text);
      const good = i % 3 !== 1;
      if (!good) signature[i * 7] = (signature[i * 7] ?? 0) ^ 1;
      return { publicKey: keyPair.publicKey, message: text, signature, good };
    });
    const expected = signed.map((one) => (one.good ? Verdict.GOOD : Verdict.BAD));

    test.each([false, true])('one buffer, all records (shared memory: %s)', (shared) => {
      const verdicts = new Uint8Array(signed.length);
      verifier.verifyBatch(layOut(signed, shared), 0, signed.length, verdicts);
      expect([...verdicts]).toEqual(expected);
    });

    test('any range of it: writes that range and nothing else', () => {
      const records = layOut(signed);
      const ends = fc.tuple(fc.nat({ max: signed.length }), fc.nat({ max: signed.length }));
      fc.assert(
        fc.property(ends, fc.nat({ max: 3 }), ([a, b], spare) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const verdicts = new Uint8Array(to + spare).fill(77);
          verifier.verifyBatch(records, from, to, verdicts);
          expect([...verdicts]).toEqual(Array.from(verdicts, (_, i) => (i >= from && i < to ? expected[i] : 77)));
        }),
        { numRuns: 40 },
      );
    });

    test('no records', () => {
      verifier.verifyBatch(layOut([]), 0, 0, new Uint8Array());
    });

    test('records that share key, message and signature bytes, in any order', () => {
      const one = layOut([{ publicKey: alice.publicKey, message, signature: sign(alice, message) }]);
      const again = (column: Uint32Array, second = column[0]) => Uint32Array.of(column[0] ?? 0, second ?? 0);
      const records: VerificationRecords = {
        bytes: one.bytes,
        count: 2,
        key: again(one.key),
        messageOffset: again(one.messageOffset),
        messageLength: again(one.messageLength, message.length - 1),
        signature: again(one.signature),
      };
      const verdicts = new Uint8Array(2);
      verifier.verifyBatch(records, 0, 2, verdicts);
      expect([...verdicts]).toEqual([Verdict.GOOD, Verdict.BAD]);
    });

    test('a bad key among good ones is a verdict, not an exception', () => {
      const bad = badEncodings.map(
        (publicKey): Signed => ({ publicKey, message, signature: forge(publicKey, 0n, 3n) }),
      );
      const good: Signed = { publicKey: alice.publicKey, message, signature: sign(alice, message) };
      const verdicts = new Uint8Array(bad.length + 1);
      verifier.verifyBatch(layOut([...bad, good]), 0, verdicts.length, verdicts);
      expect([...verdicts]).toEqual([...bad.map(() => Verdict.BAD), Verdict.GOOD]);
    });

    test('a record out of bounds: an error before the first verdict', () => {
      const records = layOut(signed);
      records.signature[signed.length - 1] = records.bytes.length - 63;
      const verdicts = new Uint8Array(signed.length);
      let caught: unknown;
      try {
        verifier.verifyBatch(records, 0, signed.length, verdicts);
      } catch (error) {
        caught = error;
      }
      expect(isTosError(caught, 'TOS_INVALID_ARGUMENT')).toBe(true);
      expect([...verdicts]).toEqual(signed.map(() => Verdict.UNKNOWN));
    });
  });
}
