import { bytesToHex } from '@noble/hashes/utils.js';
import { createKeyPair } from '@tos/crypto';
import { expect, test } from 'vitest';
import { namesWrongKey, ristrettoOperation } from './ristretto-operation.ts';

const publicKeyOf = (seed: number): string => bytesToHex(createKeyPair(new Uint8Array(32).with(0, seed)).publicKey);
const signing = { op: 'sign_data', seed: 5n, message: '0102' };

test('a signature tells whose it is, whatever key stands beside it', () => {
  const { public_key: publicKey, signature } = ristrettoOperation(signing);
  expect(publicKey).toBe(publicKeyOf(5));
  const claim = (key: string, by = String(signature)) => namesWrongKey(signing, { publicKey: key, signature: by });
  expect(claim(publicKeyOf(5))).toBe(false);
  expect(claim(publicKeyOf(6))).toBe(true);
  // A signature that no key has made does not show that the expected key is wrong.
  expect(claim(publicKeyOf(6), '01'.repeat(64))).toBe(false);
});

test('draws are the same every time, and differ by label and numbers', () => {
  const shield = (seed: bigint, amount: bigint) => ristrettoOperation({ op: 'shield_crypto', seed, amount });
  expect(shield(1n, 2n)).toEqual(shield(1n, 2n));
  expect(shield(1n, 2n)).not.toEqual(shield(1n, 3n));
  expect(ristrettoOperation({ op: 'dummy_ct_validity_proof' })).toMatchObject({ length: 160 });
});

test.each([{ op: 'other' }, { op: 'toString' }, { op: 'sign_data' }, { op: 'shield_crypto', seed: 1n }, {}, null])(
  'what is no operation is refused: %o',
  (operation) => {
    expect(() => ristrettoOperation(operation)).toThrow('ristretto255 operation');
  },
);
