// The signer of public keys against `sign`, which is noble's: keys and signatures are equal byte for byte, in both flavours.
import { describe, expect, test, vi } from 'vitest';
import { scalarBinary, simdBinary } from '../src/generated/load-signer-binaries.ts';
import { encodeScalar, L } from '../src/group.ts';
import { createKeyPair } from '../src/key-pair.ts';
import { createSignerOfBinary, createUnsafeLoadSigner } from '../src/load-signer/unsafe-load-signer.ts';
import { createNobleVerifier } from '../src/noble-verifier.ts';
import { sign } from '../src/schnorr.ts';
import { Verdict } from '../src/signature-verifier.ts';
import { decodeBinary } from '../src/wasm/decode-binary.ts';
import { createWasmVerifier } from '../src/wasm/wasm-verifier.ts';
import { createRandom } from './random-bytes.ts';
import { edgeKeys, layOutMessages } from './signing-records.ts';

const FACTOR = Number(process.env['TOS_TEST_FACTOR'] ?? 1);
const SEED = 14_142;
const binaries = { simd: decodeBinary(simdBinary), scalar: decodeBinary(scalarBinary) };

describe.each(['simd', 'scalar'] as const)('%s', (flavour) => {
  const random = createRandom(SEED);
  const privateKeys = [...edgeKeys, ...Array.from({ length: 30 }, () => random.bytes(32))];
  const pairs = privateKeys.map(createKeyPair);
  const signer = createSignerOfBinary(binaries[flavour], privateKeys);

  test('keys are those of createKeyPair, edges included, however many there are', () => {
    expect(signer.publicKeys).toEqual(pairs.map(({ publicKey }) => publicKey));
    for (const count of [0, 1, 2, 3, 63, 64, 65, 66]) {
      const keys = Array.from({ length: count }, (_, i) => privateKeys[(i * 5) % privateKeys.length]!);
      const expected = keys.map((_, i) => pairs[(i * 5) % pairs.length]!.publicKey);
      expect(createSignerOfBinary(binaries[flavour], keys).publicKeys, `${count} keys`).toEqual(expected);
    }
  });

  test(`signatures equal those of sign, and both verifiers take them (seed ${SEED})`, () => {
    const verifier = createWasmVerifier({ flavour });
    const noble = createNobleVerifier();
    for (let round = 0; round < 12 * FACTOR; round++) {
      const count = [0, 1, 2, 3, 64, 65][round % 6]! + random.below(3);
      const messages = Array.from({ length: count }, () => random.bytes(random.below(301)));
      const { records, before } = layOutMessages(messages, () => random.below(privateKeys.length));
      signer.sign(records);
      const expected = new Uint8Array(before);
      messages.forEach((message, i) => {
        const made = sign(pairs[records.key[i]!]!, message, { nonce: 'deterministic' });
        expected.set(made, records.signature[i]);
        if (i % 10 === 0) expect(noble.verify(pairs[records.key[i]!]!.publicKey, message, made)).toBe(true);
      });
      expect(records.bytes, 'nothing but the signatures has changed').toEqual(expected);
      messages.forEach((message, i) => {
        const signature = records.bytes.slice(records.signature[i]!, records.signature[i]! + 64);
        expect(verifier.verify(pairs[records.key[i]!]!.publicKey, message, signature)).toBe(true);
      });
    }
  });

  test('messages of every length around the blocks of SHA3, beside each other', () => {
    // 98 and 64 bytes are hashed before and after the message, and a block has 72.
    const messages = Array.from({ length: 160 }, (_, length) => random.bytes(length));
    const { records } = layOutMessages(messages, (i) => i % privateKeys.length);
    signer.sign(records);
    messages.forEach((message, i) => {
      const expected = sign(pairs[i % pairs.length]!, message, { nonce: 'deterministic' });
      const signature = records.bytes.slice(records.signature[i]!, records.signature[i]! + 64);
      expect(signature, `${i} bytes`).toEqual(expected);
    });
  });

  test('more records than one call takes, and messages longer than its buffer', () => {
    const messages = [
      ...Array.from({ length: 1100 }, (_, i) => Uint8Array.of(i, i >> 8)),
      new Uint8Array(1_000_000).fill(7),
      Uint8Array.of(1),
      new Uint8Array(300_000).fill(9),
    ];
    const { records } = layOutMessages(messages, (i) => i % privateKeys.length);
    signer.sign(records);
    const verifier = createWasmVerifier({ flavour });
    const verdicts = messages.map((message, i) => {
      const signature = records.bytes.slice(records.signature[i]!, records.signature[i]! + 64);
      return verifier.verify(pairs[i % pairs.length]!.publicKey, message, signature);
    });
    expect(verdicts.indexOf(false)).toBe(-1);
    expect(verdicts).toHaveLength(messages.length);
  });
});

test('what callers keep is copied: their keys, and the public keys', () => {
  const key = new Uint8Array(32).fill(5);
  const signer = createUnsafeLoadSigner([key]);
  const pair = createKeyPair(key);
  key.fill(0);
  signer.publicKeys[0]!.fill(0);
  const { records } = layOutMessages([Uint8Array.of(1, 2, 3)], () => 0);
  signer.sign(records);
  const expected = sign(pair, Uint8Array.of(1, 2, 3), { nonce: 'deterministic' });
  expect(records.bytes.slice(records.signature[0]!, records.signature[0]! + 64)).toEqual(expected);
});

test('a Buffer is signed in place', () => {
  const { records } = layOutMessages([Uint8Array.of(1)], () => 0);
  const bytes = Buffer.from(records.bytes);
  const signer = createUnsafeLoadSigner([new Uint8Array(32).fill(5)]);
  signer.sign(records);
  signer.sign({ ...records, bytes });
  expect(new Uint8Array(bytes)).toEqual(records.bytes);
});

test('a private key that is none is refused by its index', () => {
  const good = new Uint8Array(32).fill(1);
  for (const bad of [new Uint8Array(32), encodeScalar(L), encodeScalar(15n * L), new Uint8Array(31), 'x']) {
    expect(() => createUnsafeLoadSigner([good, good, bad as Uint8Array])).toThrow(
      expect.objectContaining({
        code: 'TOS_INVALID_ARGUMENT',
        message: expect.stringMatching(/^privateKeys\[2\] is /),
      }),
    );
  }
});

test('records that are wrong are refused, and nothing is signed', () => {
  const signer = createUnsafeLoadSigner([new Uint8Array(32).fill(1)]);
  const { records, before } = layOutMessages([Uint8Array.of(1), Uint8Array.of(2)], () => 0);
  const size = records.bytes.length;
  const wrong = [
    { key: Uint32Array.of(0, 1) },
    { signature: Uint32Array.of(records.signature[0]!, size - 63) },
    { messageOffset: Uint32Array.of(0, size) },
    { messageOffset: Uint32Array.of(0, 0xffff_ffff), messageLength: Uint32Array.of(1, 0xffff_ffff) },
    { count: 3 },
    { key: [0, 0] },
  ];
  for (const change of wrong) {
    expect(() => signer.sign({ ...records, ...(change as object) })).toThrow(
      expect.objectContaining({ code: 'TOS_INVALID_ARGUMENT' }),
    );
    expect(records.bytes).toEqual(before);
  }
});

test('a host without WebAssembly says so', async () => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  try {
    const { createUnsafeLoadSigner: create } = await import('../src/load-signer/index.ts');
    expect(() => create([new Uint8Array(32).fill(1)])).toThrow(expect.objectContaining({ code: 'TOS_INTERNAL' }));
  } finally {
    vi.unstubAllGlobals();
    vi.resetModules();
  }
});

test('a verifier finds a signature that does not belong to its key', () => {
  // The check of the checks above: the verdict depends on the key, the message and the signature.
  const signer = createUnsafeLoadSigner(edgeKeys);
  const { records } = layOutMessages([Uint8Array.of(1), Uint8Array.of(1)], (i) => i);
  signer.sign(records);
  const [one, other] = signer.publicKeys;
  const bytes = Uint8Array.of(...one!, ...other!, ...records.bytes);
  const verdicts = new Uint8Array(2);
  const column = (at: (i: number) => number) => Uint32Array.from([0, 1], at);
  const shifted = { ...records, bytes, messageOffset: column((i) => records.messageOffset[i]! + 64) };
  const signature = column((i) => records.signature[i]! + 64);
  const verifier = createWasmVerifier();
  verifier.verifyBatch({ ...shifted, signature, key: Uint32Array.of(0, 32) }, 0, 2, verdicts);
  expect([...verdicts]).toEqual([Verdict.GOOD, Verdict.GOOD]);
  verifier.verifyBatch({ ...shifted, signature, key: Uint32Array.of(32, 0) }, 0, 2, verdicts);
  expect([...verdicts]).toEqual([Verdict.BAD, Verdict.BAD]);
});
