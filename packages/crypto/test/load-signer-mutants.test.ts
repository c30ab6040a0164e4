// These tests break the signer on purpose, one line at a time, and expect that a key or a signature is wrong.
import { describe, expect, test } from 'vitest';
import { compile } from '../assembly/compile.mjs';
import { createKeyPair } from '../src/key-pair.ts';
import { createSignerOfBinary } from '../src/load-signer/unsafe-load-signer.ts';
import { sign } from '../src/schnorr.ts';
import { createRandom } from './random-bytes.ts';
import { edgeKeys, layOutMessages } from './signing-records.ts';

const random = createRandom(17_320);
const messages = Array.from({ length: 131 }, () => random.bytes(random.below(200)));
const pairs = edgeKeys.map(createKeyPair);
const keyOf = (i: number): number => (i * 7) % edgeKeys.length;
const expected = messages.map((message, i) => sign(pairs[keyOf(i)]!, message, { nonce: 'deterministic' }));

/** The number of wrong keys and signatures. */
async function countWrong(file?: string, from = '', to = ''): Promise<number> {
  let isChanged = file === undefined;
  const binary = await compile({
    entry: 'load-signer.ts',
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
  try {
    const signer = createSignerOfBinary(binary, edgeKeys);
    const isWrong = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) !== 0;
    const wrongKeys = signer.publicKeys.filter((key, i) => isWrong(key, pairs[i]!.publicKey)).length;
    const { records } = layOutMessages(messages, keyOf);
    signer.sign(records);
    const found = messages.map((_, i) => records.bytes.slice(records.signature[i]!, records.signature[i]! + 64));
    return wrongKeys + found.filter((signature, i) => isWrong(signature, expected[i]!)).length;
  } catch (error) {
    // A trap shows the fault too.
    if (!(error instanceof Error && error.name === 'RuntimeError')) throw error;
    return 1;
  }
}

describe('a signer that is broken is found out', () => {
  test('and one that is not broken is not', async () => {
    expect(await countWrong()).toBe(0);
  });

  test.each<[string, string, string, string]>([
    ['the carry of a product', 'scalar.ts', 'carry >>= 32;', 'carry = 0;'],
    ['a sum left out', 'scalar.ts', 'memory.copy(WIDE, c, 32);', 'memory.fill(WIDE, 0, 32);'],
    ['the exponent of the inverse', 'scalar.ts', '0x5812_631a_5cf5_d3eb, ', '0x5812_631a_5cf5_d3ea, '],
    [
      'the shared inversion',
      'sign.ts',
      'multiplyAdd(key + INVERSE, PRODUCT, key + PUBLIC, ZERO_SCALAR);',
      'multiplyAdd(key + INVERSE, PRODUCT, key, ZERO_SCALAR);',
    ],
    ['the halving before the double', 'sign.ts', 'halve(HALF + 32, scalar1);', 'memory.copy(HALF + 32, scalar1, 32);'],
    [
      'the rest of a group of points',
      'sign.ts',
      '  finishMultiples();\n  for (let i = 0; i < count; i += LANES) {\n    const j',
      '  for (let i = 0; i < count; i += LANES) {\n    const j',
    ],
    ['the target of lane 1', 'sign.ts', 'store<u32>(TARGETS + (<usize>groups << 3), <u32>out1, 4);', ''],
    ['the domain of the nonce', 'sign.ts', 'const DOMAIN_SIZE: usize = 33;', 'const DOMAIN_SIZE: usize = 32;'],
    ['the key in the nonce', 'sign.ts', 'setPart(lane, 1, keyOf(i), 32);', 'setPart(lane, 1, keyOf(i) + INVERSE, 32);'],
    ['a part too few', 'sign.ts', 'hashParts(HASH, 4);', 'hashParts(HASH, 3);'],
    ['the record in lane 1', 'sign.ts', 'return i + 1 < count ? i + 1 : i;', 'return i;'],
    [
      "lane 1's hash",
      'sign.ts',
      'finishSignature(out + (<usize>j << 6), j, HASH + 64)',
      'finishSignature(out + (<usize>j << 6), j, HASH)',
    ],
    [
      'the private key for its inverse',
      'sign.ts',
      'multiplyAdd(out, keyOf(i) + INVERSE,',
      'multiplyAdd(out, keyOf(i),',
    ],
    [
      'the padding of SHA3',
      'hash-parts.ts',
      'store<u8>(out + (at - start), 0x06);',
      'store<u8>(out + (at - start), 0x01);',
    ],
    ['the last column of the table of H', 'table-of-h.ts', 'columns * WIDTH_H);', '(columns - 1) * WIDTH_H);'],
  ])('%s', async (_name, file, from, to) => {
    expect(await countWrong(file, from, to)).toBeGreaterThan(0);
  });
});
