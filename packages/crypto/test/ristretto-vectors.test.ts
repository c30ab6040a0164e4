import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { createKeyPair, createNobleVerifier, sign } from '../src/index.ts';

interface Vector {
  readonly name: string;
  readonly input: {
    readonly op: string;
    readonly seed?: number;
    readonly private_key?: string;
    readonly message?: string;
  };
  readonly expected: { readonly public_key?: string; readonly signature?: string };
}

const root = process.env['TOS_SPEC_VECTORS'] ?? fileURLToPath(new URL('../../../../shared/tos-spec', import.meta.url));
const file = join(root, 'execution/crypto/ristretto255.json');

/** Operations of the file that this test cannot run with keys and signatures alone, or that another test runs. */
const notRun: Readonly<Record<string, string>> = {
  random_valid_point: 'run by apps/conformance, which has the ChaCha20 helper of the vectors (docs/protocol.md §3.4)',
  dummy_ct_validity_proof:
    'run by apps/conformance, which has the ChaCha20 helper of the vectors (docs/protocol.md §3.4)',
  shield_crypto: 'run by shield-vectors.test.ts',
};

/** Signed with seed 255, listed with the public key of seed 1 (docs/protocol.md §3.6). */
const wrongKeyListed = new Set(['ristretto_sign_seed_1', 'ristretto_sign_seed_1_long', 'ristretto_sign_seed_1_empty']);

const { verify } = createNobleVerifier();

function keyPairOf({ seed, private_key: privateKey }: Vector['input']) {
  return createKeyPair(
    privateKey === undefined ? Uint8Array.of(seed ?? 0, ...new Uint8Array(31)) : hexToBytes(privateKey),
  );
}

function checkKey({ input, expected }: Vector): void {
  expect(bytesToHex(keyPairOf(input).publicKey)).toBe(expected.public_key);
}

function checkSignature({ name, input, expected }: Vector): void {
  const keyPair = keyPairOf(input);
  const message = hexToBytes(input.message ?? '');
  const signature = sign(keyPair, message, { nonce: 'deterministic' });
  expect(bytesToHex(signature)).toBe(expected.signature);
  expect(verify(keyPair.publicKey, message, signature)).toBe(true);
  const listed = hexToBytes(expected.public_key ?? '');
  const isWrong = wrongKeyListed.has(name);
  expect(verify(listed, message, signature), 'with the key that the vector lists').toBe(!isWrong);
  expect(bytesToHex(keyPair.publicKey) === expected.public_key).toBe(!isWrong);
}

const checks: Readonly<Record<string, (vector: Vector) => void>> = {
  public_key_from_seed: checkKey,
  public_key_from_private: checkKey,
  sign_data: checkSignature,
  sign_with_private: checkSignature,
};

if (!existsSync(file)) {
  test.skip(`ristretto255 vectors: ${file} is absent (set TOS_SPEC_VECTORS to the folder of the vectors)`, () => {});
} else {
  const { test_vectors: vectors }: { test_vectors: Vector[] } = JSON.parse(readFileSync(file, 'utf8'));

  describe('ristretto255 vectors', () => {
    for (const vector of vectors) {
      const { op } = vector.input;
      const check = checks[op];
      if (check !== undefined) test(vector.name, () => check(vector));
      else test.skip(`${vector.name}: ${notRun[op]}`, () => {});
    }

    test('every operation of the file is run, or listed with its reason', () => {
      const known = new Set([...Object.keys(checks), ...Object.keys(notRun)]);
      expect(vectors.map((vector) => vector.input.op).filter((op) => !known.has(op))).toEqual([]);
    });

    test('the three vectors with a wrong key are in the file', () => {
      const names = new Set(vectors.map((vector) => vector.name));
      expect([...wrongKeyListed].filter((name) => !names.has(name))).toEqual([]);
    });
  });
}
