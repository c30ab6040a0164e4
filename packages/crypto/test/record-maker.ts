// Records for differential tests: good signatures, and bad ones that differ little or much from good ones.
import { encodeScalar, H, hashToScalar, L, reduceScalar } from '../src/group.ts';
import { createKeyPair, keySecret } from '../src/key-pair.ts';
import { challenge } from '../src/schnorr.ts';
import type { VerificationRecords } from '../src/signature-verifier.ts';
import { createRandom } from './random-bytes.ts';

export interface TestRecord {
  readonly kind: string;
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** The verdict by construction; a mutated record is bad, but for a chance of 2^-250. */
  readonly good: boolean;
}

const P = 2n ** 255n - 19n;
const IDENTITY_KEY = new Uint8Array(32);
const toNumber = (bytes: Uint8Array): bigint => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
const join = (s: bigint, e: bigint): Uint8Array => Uint8Array.of(...encodeScalar(s), ...encodeScalar(e));

export interface RecordMaker {
  /** A record of a kind chosen at random. */
  next(): TestRecord;
  of(kind: string): TestRecord;
  readonly kinds: readonly string[];
}

/** @param keyCount the number of keys; each signs `signaturesPerKey` messages of 0 to 300 bytes */
export function createRecordMaker(seed: number, keyCount: number, signaturesPerKey: number): RecordMaker {
  const random = createRandom(seed);
  const keys = Array.from({ length: keyCount }, () => {
    const pair = createKeyPair(random.bytes(32));
    return { publicKey: pair.publicKey, inverse: keySecret(pair).inverse };
  });
  const signed = keys.flatMap(({ publicKey, inverse }) =>
    Array.from({ length: signaturesPerKey }, (): TestRecord => {
      const message = random.bytes(random.below(301));
      const k = reduceScalar(random.bytes(40));
      const e = challenge(publicKey, message, H.multiplyUnsafe(k).toBytes());
      return { kind: 'signed', publicKey, message, signature: join((inverse * e + k) % L, e), good: true };
    }),
  );
  const pick = <T>(items: readonly T[]): T => items[random.below(items.length)]!;
  const flip = (bytes: Uint8Array): Uint8Array => {
    const bit = random.below(bytes.length * 8);
    return bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
  };
  const halves = ({ signature }: TestRecord): [bigint, bigint] => [
    toNumber(signature.subarray(0, 32)),
    toNumber(signature.subarray(32)),
  ];
  const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);

  const forge = (publicKey: Uint8Array, inverse: bigint, message: Uint8Array): Omit<TestRecord, 'kind'> => {
    const k = reduceScalar(random.bytes(40));
    const e = challenge(publicKey, message, H.multiplyUnsafe(k).toBytes());
    return { publicKey, message, signature: join((inverse * e + k) % L, e), good: false };
  };

  const makers: Record<string, (one: TestRecord) => Omit<TestRecord, 'kind'>> = {
    signed: (one) => one,
    'bit of the key': (one) => ({ ...one, publicKey: flip(one.publicKey), good: false }),
    'bit of s or e': (one) => ({ ...one, signature: flip(one.signature), good: false }),
    'bit of the message': (one) =>
      one.message.length === 0 ? one : { ...one, message: flip(one.message), good: false },
    'message longer': (one) => ({ ...one, message: Uint8Array.of(...one.message, 0), good: false }),
    'message shorter': (one) =>
      one.message.length === 0 ? one : { ...one, message: one.message.slice(1), good: false },
    "another's key": (one) => {
      const { publicKey } = pick(keys);
      return { ...one, publicKey, good: isSame(publicKey, one.publicKey) };
    },
    "another's signature": (one) => {
      const { signature } = pick(signed);
      return { ...one, signature, good: isSame(signature, one.signature) };
    },
    's and e exchanged': (one) => {
      const [s, e] = halves(one);
      return { ...one, signature: join(e, s), good: false };
    },
    's + L': (one) => {
      const [s, e] = halves(one);
      return { ...one, signature: join(s + L * BigInt(1 + random.below(14)), e), good: false };
    },
    'e + L': (one) => {
      const [s, e] = halves(one);
      return { ...one, signature: join(s, e + L * BigInt(1 + random.below(14))), good: false };
    },
    's at an edge': (one) => ({
      ...one,
      signature: join(pick([0n, 1n, L - 1n, L, L + 1n]), halves(one)[1]),
      good: false,
    }),
    'e at an edge': (one) => ({
      ...one,
      signature: join(halves(one)[0], pick([0n, 1n, L - 1n, L, L + 1n])),
      good: false,
    }),
    'key negated': (one) => ({ ...one, publicKey: encodeScalar(P - toNumber(one.publicKey)), good: false }),
    'key above p': (one) => ({ ...one, publicKey: encodeScalar(P + BigInt(random.below(19))), good: false }),
    'key with high bit': (one) => ({
      ...one,
      publicKey: encodeScalar(toNumber(one.publicKey) + 2n ** 255n),
      good: false,
    }),
    'key at random': (one) => ({ ...one, publicKey: random.bytes(32), good: false }),
    'all at random': () => ({
      publicKey: random.bytes(32),
      message: random.bytes(random.below(100)),
      signature: random.bytes(64),
      good: false,
    }),
    'identity key': ({ message }) => {
      const s = reduceScalar(random.bytes(40));
      const r = H.multiplyUnsafe(s).toBytes();
      return {
        publicKey: IDENTITY_KEY,
        message,
        signature: join(s, hashToScalar(IDENTITY_KEY, message, r)),
        good: true,
      };
    },
    'identity key, R the identity': ({ message }) => ({
      publicKey: IDENTITY_KEY,
      message,
      signature: join(0n, hashToScalar(IDENTITY_KEY, message, IDENTITY_KEY)),
      good: true,
    }),
    'R the identity': ({ message }) => {
      const { publicKey, inverse } = pick(keys);
      const e = hashToScalar(publicKey, message, IDENTITY_KEY);
      return { publicKey, message, signature: join((inverse * e) % L, e), good: true };
    },
    'identity key, s = L': ({ message }) => ({
      publicKey: IDENTITY_KEY,
      message,
      signature: join(L, hashToScalar(IDENTITY_KEY, message, IDENTITY_KEY)),
      good: false,
    }),
    // The signature is for bytes that only a lenient decoder decodes to the key.
    'key with high bit, signed for': ({ message }) => {
      const { publicKey, inverse } = pick(keys);
      return forge(encodeScalar(toNumber(publicKey) + 2n ** 255n), inverse, message);
    },
    'key negated, signed for': ({ message }) => {
      const { publicKey, inverse } = pick(keys);
      return forge(encodeScalar(P - toNumber(publicKey)), pick([inverse, L - inverse]), message);
    },
    'identity above p, signed for': ({ message }) => forge(encodeScalar(P), 0n, message),
    'identity key, wrong': ({ message }) => ({
      publicKey: IDENTITY_KEY,
      message,
      signature: join(reduceScalar(random.bytes(40)), reduceScalar(random.bytes(40))),
      good: false,
    }),
  };
  const kinds = Object.keys(makers);
  const of = (kind: string): TestRecord => {
    const make = makers[kind];
    if (make === undefined) throw new Error(`no records of the kind ${kind}`);
    return { ...make(pick(signed)), kind };
  };
  return {
    kinds,
    of,
    // A third of the records stay as they were signed, so that good and bad records lie side by side.
    next: () => of(random.below(3) === 0 ? 'signed' : pick(kinds)),
  };
}

/** Lays test records out in one buffer, in a shuffled order with gaps. */
export function layOutRecords(records: readonly TestRecord[]): VerificationRecords {
  const size = records.reduce((sum, { message }) => sum + message.length + 100, 7);
  const bytes = new Uint8Array(size).fill(0xa5);
  const column = (): Uint32Array => new Uint32Array(records.length);
  const [key, messageOffset, messageLength, signature] = [column(), column(), column(), column()];
  let end = 7;
  const append = (part: Uint8Array): number => {
    bytes.set(part, end);
    end += part.length + 1;
    return end - part.length - 1;
  };
  records.forEach((record, i) => {
    if (i % 2 === 0) key[i] = append(record.publicKey);
    signature[i] = append(record.signature);
    messageOffset[i] = append(record.message);
    messageLength[i] = record.message.length;
    if (i % 2 === 1) key[i] = append(record.publicKey);
  });
  return { bytes, count: records.length, key, messageOffset, messageLength, signature };
}
