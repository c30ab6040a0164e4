// These tests break the verifier on purpose, one line at a time, and expect that the records show a wrong verdict.
import { isTosError } from '@tos/protocol';
import { describe, expect, test } from 'vitest';
import { compile } from '../assembly/compile.mjs';
import { runKnownAnswerTest } from '../src/known-answer-test.ts';
import { Verdict } from '../src/signature-verifier.ts';
import { createVerifierOfBinary } from '../src/wasm/wasm-verifier.ts';
import { createRecordMaker, layOutRecords } from './record-maker.ts';

const SEED = 16_180;
const maker = createRecordMaker(SEED, 20, 4);
const made = [...Array.from({ length: 600 }, () => maker.next()), ...maker.kinds.flatMap((kind) => [maker.of(kind)])];
const records = layOutRecords(made);
const SMALL_CACHE = 120_000;

/** The number of wrong verdicts, in batches of many sizes, with a cache that is too small. */
async function countWrong(file?: string, from = '', to = ''): Promise<number> {
  let isChanged = file === undefined;
  const binary = await compile({
    flavour: 'simd',
    optimize: false,
    change(name, source) {
      if (name !== file) return source;
      expect(source.includes(from), `${from} stands in ${name}`).toBe(true);
      isChanged = true;
      return source.replaceAll(from, () => to);
    },
  });
  expect(isChanged, `${file} is compiled`).toBe(true);
  const verifier = createVerifierOfBinary(binary, 'wasm-simd', { cacheBytes: SMALL_CACHE, maxBuilds: 1024 });
  let wrong = 0;
  try {
    for (const size of [made.length, 64, 7]) {
      for (let at = 0; at < made.length; at += size) {
        const end = Math.min(made.length, at + size);
        const verdicts = new Uint8Array(made.length);
        verifier.verifyBatch(records, at, end, verdicts);
        for (let i = at; i < end; i++) if (verdicts[i] !== (made[i]?.good ? Verdict.GOOD : Verdict.BAD)) wrong++;
      }
    }
    runKnownAnswerTest(verifier);
  } catch (error) {
    // A trap or a failed known-answer test shows the fault too.
    if (!((error instanceof Error && error.name === 'RuntimeError') || isTosError(error, 'TOS_INTERNAL'))) throw error;
    wrong++;
  }
  return wrong;
}

describe('a verifier that is broken is found out', () => {
  test('and one that is not broken is not', async () => {
    expect(await countWrong()).toBe(0);
  });

  test.each<[string, string, string, string]>([
    [
      'a carry left out',
      'field-simd.ts',
      'o4 = i64x2.add(o4, i64x2.shr_u(u, 26));',
      'o4 = i64x2.add(o4, i64x2.splat(0x10_0000_0000));',
    ],
    [
      'a bias of a carry off by one unit',
      'field-simd.ts',
      '0x3fff_fda0_0000_0000, 0x3fff_fda0_0000_0000',
      '0x3fff_fda0_0400_0000, 0x3fff_fda0_0400_0000',
    ],
    [
      'the sign of a digit in lane 1',
      'point.ts',
      'const swap1 = LANE_ELEMENT & sign1;',
      'const swap1 = LANE_ELEMENT & sign0;',
    ],
    ['the third coordinate not negated', 'point.ts', 'if (mask != 0) negateWhere(', 'if (mask == ALL) negateWhere('],
    ['the index into a comb', 'comb.ts', '<usize>(magnitude - 1) * LANE_AFFINE', '<usize>magnitude * LANE_AFFINE'],
    ['the carry between digits', 'scalar.ts', '& mask) + carry;', '& mask);'],
    ['s = L taken for a scalar', 'scalar.ts', 'return load<u64>(bytes) < L0;', 'return load<u64>(bytes) <= L0;'],
    [
      "lane 1's key not tested for its form",
      'ristretto.ts',
      'good |= laneMask(1, isCanonical(bytes1));',
      'good |= laneMask(1, true);',
    ],
    [
      "one lane's condition for both",
      'lanes.ts',
      'return ((mask >> (<u64>lane << 5)) & 1) != 0;',
      'return (mask & 1) != 0;',
    ],
    ['the identity not kept out of the shared inversion', 'ristretto.ts', 'select(EGFH, ONE, EGFH, isZero(EGFH));', ''],
    [
      'a digest taken at the end of the longer message',
      'hash-parts.ts',
      'if (block == last0) digest(out, 0);',
      'if (block == last) digest(out, 0);',
    ],
    [
      'a table in use evicted',
      'table-cache.ts',
      'load<u8>(place, TIER) != tier || load<u32>(place, CALL) == call',
      'load<u8>(place, TIER) != tier',
    ],
  ])('%s', async (_name, file, from, to) => {
    expect(await countWrong(file, from, to)).toBeGreaterThan(0);
  });
});
