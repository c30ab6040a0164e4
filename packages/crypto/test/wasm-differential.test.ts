// The whole verifier against noble and against how the records were made: both flavours, with, without and with too little cache.
import { describe, expect, test } from 'vitest';
import { createNobleVerifier } from '../src/noble-verifier.ts';
import { type SignatureVerifier, Verdict } from '../src/signature-verifier.ts';
import { createWasmVerifier } from '../src/wasm/wasm-verifier.ts';
import { createRandom } from './random-bytes.ts';
import { createRecordMaker, layOutRecords, type TestRecord } from './record-maker.ts';

const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const RECORDS = 20_000 * FACTOR;
const PART = 2_000;
/** noble takes 2 ms per record: it verifies every record of the first part, one in thirty of the others, and every record with a difference. */
const ASK_NOBLE = 30;
const SEED = 61_803;
/** The bytes of the smallest cache: 13 tables, for 40 keys. */
const ONE_SLAB = 120_000;

const noble = createNobleVerifier();
const verdictOf = (good: boolean): Verdict => (good ? Verdict.GOOD : Verdict.BAD);
const nobleSays = ({ publicKey, message, signature }: TestRecord): Verdict =>
  verdictOf(noble.verify(publicKey, message, signature));

describe('20,000 records, good, mutated and odd', () => {
  const verifiers: [string, SignatureVerifier][] = [
    ['simd, small cache', createWasmVerifier({ flavour: 'simd', cacheBytes: ONE_SLAB })],
    ['simd, no cache', createWasmVerifier({ flavour: 'simd', cacheBytes: 0 })],
    ['scalar, cache', createWasmVerifier({ flavour: 'scalar', cacheBytes: 1 << 20 })],
  ];
  const maker = createRecordMaker(SEED, 40, 25);
  const random = createRandom(SEED);

  test.each(Array.from({ length: RECORDS / PART }, (_, i) => i))(`part %d (seed ${SEED})`, (part) => {
    const made = Array.from({ length: PART }, () => maker.next());
    const records = layOutRecords(made);
    const found = verifiers.map(([name, verifier]) => {
      const verdicts = new Uint8Array(PART);
      // The batches have all sizes, also odd ones.
      for (let from = 0; from < PART; ) {
        const to = Math.min(PART, from + 1 + random.below(from % 3 === 0 ? 300 : 20));
        verifier.verifyBatch(records, from, to, verdicts);
        from = to;
      }
      return { name, verdicts };
    });
    made.forEach((record, i) => {
      const isAsked = (part === 0 && i % 4 === 0) || i % ASK_NOBLE === 0;
      const expected = isAsked ? nobleSays(record) : verdictOf(record.good);
      for (const { name, verdicts } of found) {
        if (verdicts[i] === expected) continue;
        expect(verdicts[i], `${name}, record ${i} of part ${part}: ${record.kind}`).toBe(nobleSays(record));
      }
      expect(expected, `record ${i} of part ${part}: ${record.kind}`).toBe(verdictOf(record.good));
    });
  });
});

describe.each(['simd', 'scalar'] as const)('%s: records side by side', (flavour) => {
  const maker = createRecordMaker(SEED + 1, 6, 3);

  test.each([0, 1 << 20])('every pairing of kinds, in both lanes (cache of %d bytes)', (cacheBytes) => {
    const verifier = createWasmVerifier({ flavour, cacheBytes });
    for (const first of maker.kinds) {
      for (const second of maker.kinds) {
        const made = [maker.of(first), maker.of(second), maker.of(first)];
        const verdicts = new Uint8Array(3);
        verifier.verifyBatch(layOutRecords(made), 0, 3, verdicts);
        expect([...verdicts], `${first}, ${second}, ${first}`).toEqual(made.map(({ good }) => verdictOf(good)));
      }
    }
  });

  test('any number of them, from none', () => {
    const verifier = createWasmVerifier({ flavour });
    for (const count of [0, 1, 2, 3, 31, 32, 33, 63, 64, 65, 66, 127, 129, 1023, 1024, 1025, 1100]) {
      const made = Array.from({ length: count }, () => maker.next());
      const verdicts = new Uint8Array(count);
      verifier.verifyBatch(layOutRecords(made), 0, count, verdicts);
      made.forEach((record, i) => {
        expect(verdicts[i], `record ${i} of ${count}: ${record.kind}`).toBe(verdictOf(record.good));
      });
    }
  });

  test('messages far longer than the input buffer, and records far apart', () => {
    const verifier = createWasmVerifier({ flavour });
    const base = maker.of('signed');
    const long: TestRecord = { ...base, message: new Uint8Array(1_200_000).fill(7), good: false };
    const good = maker.of('identity key');
    const made = [good, long, base, long, good];
    const verdicts = new Uint8Array(made.length);
    verifier.verifyBatch(layOutRecords(made), 0, made.length, verdicts);
    expect([...verdicts]).toEqual(made.map((record) => verdictOf(record.good)));
    expect(nobleSays(long)).toBe(Verdict.BAD);
  });
});
