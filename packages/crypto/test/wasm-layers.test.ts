// Every layer of the verifier against noble and big integers, in both flavours and in both lanes.
import { ed25519, ristretto255 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { sha3_512 } from '@noble/hashes/sha3.js';
import { describe, expect, test } from 'vitest';
import { decodePoint, IDENTITY, L } from '../src/group.ts';
import { type LoadedLayers, loadLayers } from './load-layers.ts';
import { createRandom } from './random-bytes.ts';

const P = 2n ** 255n - 19n;
const Fp = ed25519.Point.Fp;
// SQRT_M1 of RFC 9496 is the even root.
const SQRT_MINUS_ONE = [Fp.sqrt(P - 1n)].map((root) => ((root & 1n) === 0n ? root : P - root))[0] ?? 0n;
const WEIGHTS = Array.from({ length: 10 }, (_, i) => 2n ** BigInt(Math.ceil(25.5 * i)));
const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const SEED = 20_240_229;

const modP = (value: bigint): bigint => ((value % P) + P) % P;
const modL = (value: bigint): bigint => ((value % L) + L) % L;

describe.each(['simd', 'scalar'] as const)('%s', async (flavour) => {
  const loaded = await loadLayers(flavour);
  const { layers, scratch, bytes } = loaded;
  const lanes = layers.lanes();
  const element = layers.elementSize();
  const [f, g, out] = [scratch, scratch + element, scratch + 2 * element];
  const io = scratch + 4096;
  const random = createRandom(SEED);

  const put = (at: number, value: bigint, length = 32): number => {
    bytes.set(numberToBytesLE(value, length), at);
    return at;
  };
  const get = (at: number, length = 32): bigint => bytesToNumberLE(bytes.slice(at, at + length));
  const setValue = (at: number, lane: number, value: bigint): void => layers.fromBytes(at, lane, put(io, value));
  const setLimbs = (at: number, lane: number, limbs: readonly number[]): void => {
    limbs.forEach((limb, i) => {
      loaded.limbs[at / 4 + i * lanes + lane] = limb;
    });
  };
  const limbsOf = (at: number, lane: number): number[] =>
    WEIGHTS.map((_, i) => loaded.limbs[at / 4 + i * lanes + lane] ?? 0);
  const sumOf = (limbs: readonly number[]): bigint =>
    WEIGHTS.reduce((sum, weight, i) => sum + weight * BigInt(limbs[i] ?? 0), 0n);
  const valueAt = (at: number, lane: number): bigint => {
    layers.toBytes(io, at, lane);
    return get(io);
  };
  const laneBit = (mask: bigint, lane: number): boolean => ((mask >> BigInt(32 * lane)) & 1n) === 1n;
  const isSmall = (limbs: readonly number[]): boolean =>
    limbs.every((limb, i) => Math.abs(limb) <= 1.01 * 2 ** (i % 2 === 0 ? 25 : 24));

  describe('field', () => {
    // Values at the ends of limbs and around p, and random ones.
    const edges = [
      ...WEIGHTS.flatMap((weight) => [weight - 1n, weight, weight + 1n, modP(-weight), modP(1n - weight)]),
      ...Array.from({ length: 39 }, (_, i) => P - 20n + BigInt(i)), // up to 2^255 - 1
      SQRT_MINUS_ONE,
      P - SQRT_MINUS_ONE,
      ...Array.from({ length: 30 }, () => bytesToNumberLE(random.bytes(32)) % 2n ** 255n),
    ];

    test('bytes in and out: reduced below p', () => {
      for (const value of edges) {
        for (let lane = 0; lane < lanes; lane++) {
          setValue(f, lane, value);
          expect(valueAt(f, lane), `${value} in lane ${lane}`).toBe(modP(value));
        }
      }
      setValue(f, 0, 5n + 2n ** 255n);
      expect(valueAt(f, 0), 'bit 255 is left out').toBe(5n);
    });

    test('limbs of any sign and at their bounds, to bytes', () => {
      for (let i = 0; i < 500 * FACTOR; i++) {
        const limbs = WEIGHTS.map((_, k) => edgeLimb(random.below(8), k, 4));
        for (let lane = 0; lane < lanes; lane++) setLimbs(f, lane, limbs);
        for (let lane = 0; lane < lanes; lane++) expect(valueAt(f, lane), String(limbs)).toBe(modP(sumOf(limbs)));
      }
    });

    /** A limb of a sum of at most `terms` small elements. */
    function edgeLimb(kind: number, k: number, terms: number): number {
      const most = Math.floor(terms * 1.01 * 2 ** (k % 2 === 0 ? 25 : 24));
      return [most, -most, most - 1, 1 - most, 0, random.below(most), -random.below(most), 1][kind] ?? 0;
    }

    test('multiply and square at the bounds that they allow: right, and small again', () => {
      for (let i = 0; i < 2000 * FACTOR; i++) {
        // In a third of the rounds all limbs of an element are at one bound, where sums are largest.
        const kind = i % 3 === 0 ? random.below(4) : undefined;
        const pick = (terms: number) => WEIGHTS.map((_, k) => edgeLimb(kind ?? random.below(8), k, terms));
        const first = Array.from({ length: lanes }, () => pick(5));
        const second = Array.from({ length: lanes }, () => pick(3));
        first.forEach((limbs, lane) => {
          setLimbs(f, lane, limbs);
        });
        second.forEach((limbs, lane) => {
          setLimbs(g, lane, limbs);
        });
        layers.multiply(out, f, g);
        for (let lane = 0; lane < lanes; lane++) {
          const expected = modP(sumOf(first[lane] ?? []) * sumOf(second[lane] ?? []));
          expect(modP(sumOf(limbsOf(out, lane))), `${first[lane]} * ${second[lane]}, lane ${lane}`).toBe(expected);
          expect(isSmall(limbsOf(out, lane)), `limbs ${limbsOf(out, lane)}`).toBe(true);
        }
        const squared = Array.from({ length: lanes }, () => pick(2));
        squared.forEach((limbs, lane) => {
          setLimbs(f, lane, limbs);
        });
        layers.square(f, f);
        for (let lane = 0; lane < lanes; lane++) {
          const value = sumOf(squared[lane] ?? []);
          expect(modP(sumOf(limbsOf(f, lane))), `${squared[lane]} squared, lane ${lane}`).toBe(modP(value * value));
          expect(isSmall(limbsOf(f, lane)), `limbs ${limbsOf(f, lane)}`).toBe(true);
        }
      }
    });

    test('every pair of edge values: product, sum, difference', () => {
      for (const a of edges) {
        for (const [i, b] of edges.entries()) {
          if ((i + edges.indexOf(a)) % 5 !== 0) continue;
          for (let lane = 0; lane < lanes; lane++) {
            setValue(f, lane, lane === 0 ? a : b);
            setValue(g, lane, lane === 0 ? b : a);
          }
          layers.multiply(out, f, g);
          for (let lane = 0; lane < lanes; lane++) expect(valueAt(out, lane), `${a} * ${b}`).toBe(modP(a * b));
          layers.subtract(out, f, g);
          expect(valueAt(out, 0), `${a} - ${b}`).toBe(modP(a - b));
          layers.add(out, f, g);
          expect(valueAt(out, lanes - 1), `${a} + ${b}`).toBe(modP(a + b));
        }
      }
    });

    test('inverse, inverse square root, sign, zero', () => {
      for (const [i, value] of edges.entries()) {
        const other = edges[(i + 1) % edges.length] ?? 0n;
        for (let lane = 0; lane < lanes; lane++) setValue(f, lane, lane === 0 ? value : other);
        layers.invert(out, f);
        const negative = layers.isNegative(f);
        const zero = layers.isZero(f);
        for (let lane = 0; lane < lanes; lane++) {
          const here = modP(lane === 0 ? value : other);
          expect(valueAt(out, lane), `1 / ${here}`).toBe(here === 0n ? 0n : Fp.inv(here));
          expect(laneBit(negative, lane), `${here} is odd`).toBe((here & 1n) === 1n);
          expect(laneBit(zero, lane), `${here} is zero`).toBe(here === 0n);
        }
        const isSquare = layers.inverseSquareRoot(out, f);
        for (let lane = 0; lane < lanes; lane++) {
          const here = modP(lane === 0 ? value : other);
          const root = valueAt(out, lane);
          const expected = here !== 0n && Fp.pow(here, (P - 1n) / 2n) === 1n;
          expect(laneBit(isSquare, lane), `${here} is a square`).toBe(expected);
          expect(root & 1n, 'the root that is even').toBe(0n);
          const product = modP(here * root * root);
          expect(product, `root of 1 / ${here}`).toBe(here === 0n ? 0n : expected ? 1n : SQRT_MINUS_ONE);
        }
      }
    });

    test('selection and sign by lane', () => {
      for (let mask = 0; mask < 4; mask++) {
        const bits = (mask & 1 ? 0xffff_ffffn : 0n) | (mask & 2 ? 0xffff_ffff_0000_0000n : 0n);
        for (let lane = 0; lane < lanes; lane++) {
          setValue(f, lane, BigInt(10 + lane));
          setValue(g, lane, BigInt(20 + lane));
        }
        layers.select(out, f, g, bits);
        for (let lane = 0; lane < lanes; lane++) {
          expect(valueAt(out, lane), `mask ${mask}`).toBe(BigInt((mask >> lane) & 1 ? 10 + lane : 20 + lane));
        }
        layers.negateWhere(out, f, bits);
        for (let lane = 0; lane < lanes; lane++) {
          const value = BigInt(10 + lane);
          expect(valueAt(out, lane), `mask ${mask}`).toBe((mask >> lane) & 1 ? P - value : value);
        }
      }
    });
  });

  describe('scalar', () => {
    const around = (value: bigint): bigint[] => [value - 2n, value - 1n, value, value + 1n, value + 2n];
    const scalars = [
      ...[0n, 1n, 2n, 3n],
      ...[L, 2n * L, 15n * L, 2n ** 64n, 2n ** 128n, 2n ** 192n, 2n ** 252n, 2n ** 253n, 2n ** 255n].flatMap(around),
      2n ** 256n - 1n,
      ...Array.from({ length: 300 * FACTOR }, () => bytesToNumberLE(random.bytes(32))),
    ];

    test('below L or not', () => {
      for (const scalar of scalars) {
        expect(layers.isScalar(put(io, scalar)), String(scalar)).toBe(scalar < L ? 1 : 0);
      }
    });

    test('half, and digits of it', () => {
      for (const scalar of scalars.map((value) => value % L)) {
        layers.halve(io + 64, put(io, scalar));
        const half = get(io + 64);
        expect((half * 2n) % L, `half of ${scalar}`).toBe(scalar);
        for (const width of [4, 5, 8, 10, 11, 12]) {
          layers.toDigits(io + 128, io + 64, width);
          const count = Math.ceil(254 / width);
          const digits = [...new Int16Array(bytes.slice(io + 128, io + 128 + 2 * count).buffer)];
          const sum = digits.reduceRight((value, digit) => (value << BigInt(width)) + BigInt(digit), 0n);
          expect(sum, `digits of ${half} of ${width} bits`).toBe(half);
          const bound = 2 ** (width - 1);
          expect(
            digits.every((digit) => digit > -bound && digit <= bound),
            `${digits}`,
          ).toBe(true);
        }
      }
    });

    test('64 bytes mod L', () => {
      const wide = [
        ...[0n, 1n, 2n ** 512n - 1n, 2n ** 511n, L * L, L * L - 1n, L * 2n ** 259n, 2n ** 252n * L - 1n],
        ...Array.from({ length: 24 }, (_, i) => 2n ** BigInt(21 * i))
          .flatMap(around)
          .filter((value) => value >= 0n),
        ...Array.from({ length: 1000 * FACTOR }, () => bytesToNumberLE(random.bytes(64))),
      ];
      for (const value of wide) {
        layers.reduceWide(io + 64, put(io, value, 64));
        expect(get(io + 64), String(value)).toBe(modL(value));
      }
    });

    test('product and sum, in place too, and inverse', () => {
      const below = [...scalars.map((value) => value % L), L - 1n, L - 2n];
      below.forEach((a, i) => {
        const b = below[(i * 7 + 3) % below.length]!;
        const c = below[(i * 11 + 5) % below.length]!;
        layers.multiplyAdd(io + 96, put(io, a), put(io + 32, b), put(io + 64, c));
        expect(get(io + 96), `${a} * ${b} + ${c}`).toBe((a * b + c) % L);
        layers.multiplyAdd(io, io, io, io);
        expect(get(io), `${a} * ${a} + ${a}`).toBe((a * a + a) % L);
        expect(layers.isZeroScalar(put(io, a)), String(a)).toBe(a === 0n ? 1 : 0);
        if (a === 0n || i % 10 !== 0) return;
        layers.invertScalar(io, io);
        expect((get(io) * a) % L, `1 / ${a}`).toBe(1n);
      });
    });
  });

  test('SHA3-512 of two messages of different length side by side', () => {
    for (let length = 0; length < 300; length += 7) {
      const messages = [random.bytes(length), random.bytes((length * 5) % 290)];
      const digests = sha3InLanes(loaded, messages.slice(0, lanes));
      for (let lane = 0; lane < lanes; lane++) {
        expect(digests[lane], `length ${length}, lane ${lane}`).toEqual(sha3_512(messages[lane] ?? new Uint8Array()));
      }
    }
  });

  describe('ristretto', () => {
    const point = scratch + 8192;
    const kept = scratch + 65_536;

    /** The encodings of twice the points of all lanes. */
    const doubleAndCompress = (points: readonly number[]): bigint[][] => {
      layers.beginCompression();
      points.forEach((at, i) => {
        layers.prepareCompression(kept + 1024 * i, at);
      });
      layers.invertCompression();
      const encoded: bigint[][] = [];
      for (let i = points.length - 1; i >= 0; i--) {
        layers.finishCompression(io, kept + 1024 * i);
        encoded[i] = Array.from({ length: lanes }, (_, lane) => get(io + 32 * lane));
      }
      return encoded;
    };

    const near = Array.from({ length: 60 }, (_, i) => P - 30n + BigInt(i));
    const strings = [
      ...[0n, 1n, 2n, 4n, 2n ** 255n, 2n ** 256n - 1n],
      ...near.flatMap((value) => [value, value + 2n ** 255n].filter((all) => all < 2n ** 256n)),
      ...Array.from({ length: 1500 * FACTOR }, () => bytesToNumberLE(random.bytes(32)) & (2n ** 255n - 2n)),
      ...Array.from({ length: 100 }, (_, i) =>
        bytesToNumberLE(ristretto255.Point.BASE.multiply(BigInt(i + 1)).toBytes()),
      ),
    ];

    test('decode the strings that noble decodes, to the same points', () => {
      for (const [i, value] of strings.entries()) {
        const other = strings[(i * 7 + 1) % strings.length] ?? 0n;
        put(io + 64, value);
        put(io + 96, other);
        const good = layers.decode(point, io + 64, io + 96);
        const [encoded] = doubleAndCompress([point]);
        for (let lane = 0; lane < lanes; lane++) {
          const here = lane === 0 ? value : other;
          const expected = decodePoint(numberToBytesLE(here, 32));
          expect(laneBit(good, lane), `${here} in lane ${lane}`).toBe(expected !== undefined);
          if (expected === undefined) continue;
          const twice = bytesToNumberLE(expected.add(expected).toBytes());
          expect(encoded?.[lane], `twice ${here} in lane ${lane}`).toBe(twice);
        }
      }
    });

    test('encode many with one inversion, the identity and the undecodable among them', () => {
      const points: number[] = [];
      const expected: bigint[][] = [];
      for (let i = 0; i < 32; i++) {
        const at = point + 512 * i;
        const scalars = [i % 3 === 0 ? 0n : BigInt(i), i % 5 === 0 ? 0n : BigInt(1000 + i)];
        const decoded = scalars.map((k) => (k === 0n ? IDENTITY : ristretto255.Point.BASE.multiply(k)));
        decoded.forEach((one, lane) => {
          bytes.set(one.toBytes(), io + 64 + 32 * lane);
        });
        if (i % 7 === 0) put(io + 96, 2n ** 255n - 1n); // no point in lane 1
        layers.decode(at, io + 64, io + 96);
        points.push(at);
        expected.push(decoded.map((one) => bytesToNumberLE(one.add(one).toBytes())));
      }
      const encoded = doubleAndCompress(points);
      for (let i = 0; i < 32; i++) {
        expect(encoded[i]?.[0], `point ${i}`).toBe(expected[i]?.[0]);
        if (lanes > 1 && i % 7 !== 0) expect(encoded[i]?.[1], `point ${i}, lane 1`).toBe(expected[i]?.[1]);
      }
    });

    test.each([
      [4, 8],
      [5, 4],
      [10, 1],
      [4, 1],
    ])('comb of %d bits, every %dth digit', (width, spacing) => {
      const tables = [scratch + 1_048_576, scratch + 2 * 1_048_576];
      const keys = [7n, 11n].map((k) => ristretto255.Point.BASE.multiply(k));
      keys.forEach((key, lane) => {
        bytes.set(key.toBytes(), io + 64 + 32 * lane);
      });
      layers.decode(point, io + 64, io + 96);
      // 10 bits take 1.7 MB a table, so that both lanes use one; every lane then holds the first key.
      const [first = 0, second = 0] = layers.combSize(width, spacing) > 1_048_576 ? [tables[0], tables[0]] : tables;
      if (first === second) layers.decode(point, io + 64, io + 64);
      layers.makeComb(first, second, point, width, spacing);
      layers.finishTables();
      const scalars = [0n, 1n, 2n, (L - 1n) / 2n, L - 1n, 2n ** 252n, 2n ** 253n - 1n].concat(
        Array.from({ length: 20 }, () => bytesToNumberLE(random.bytes(32)) % L),
      );
      for (const [i, scalar] of scalars.entries()) {
        const other = scalars[(i + 3) % scalars.length] ?? 0n;
        layers.toDigits(io + 256, put(io + 192, scalar), width);
        layers.toDigits(io + 512, put(io + 192, other), width);
        layers.setIdentity(point);
        layers.multiplyComb(point, first, io + 256, second, io + 512, width, spacing);
        const [encoded] = doubleAndCompress([point]);
        for (let lane = 0; lane < lanes; lane++) {
          const key = (first === second ? keys[0] : keys[lane]) ?? IDENTITY;
          const product = key.multiplyUnsafe(modL(2n * (lane === 0 ? scalar : other)));
          expect(encoded?.[lane], `${lane === 0 ? scalar : other}`).toBe(bytesToNumberLE(product.toBytes()));
        }
      }
    });
  });
});

/** SHA3-512 of a message in each lane, padded as FIPS 202 says. */
function sha3InLanes({ layers, scratch, bytes }: LoadedLayers, messages: readonly Uint8Array[]): Uint8Array[] {
  const padded = messages.map((message) => {
    const blocks = new Uint8Array(72 * (Math.floor(message.length / 72) + 1));
    blocks.set(message);
    blocks[message.length] = 0x06;
    blocks[blocks.length - 1] = (blocks[blocks.length - 1] ?? 0) | 0x80;
    return blocks;
  });
  const digests: Uint8Array[] = [];
  layers.beginHash();
  for (let at = 0; padded.some((blocks) => at < blocks.length); at += 72) {
    padded.forEach((blocks, lane) => {
      bytes.set(blocks.subarray(at, at + 72), scratch + 128 * lane);
    });
    layers.absorb(scratch, scratch + 128);
    padded.forEach((blocks, lane) => {
      if (at + 72 !== blocks.length) return;
      layers.digest(scratch + 512, lane);
      digests[lane] = bytes.slice(scratch + 512, scratch + 576);
    });
  }
  return digests;
}
