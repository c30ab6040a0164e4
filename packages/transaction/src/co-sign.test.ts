import { createKeyPair, createNobleVerifier } from '@tos/crypto';
import { networks } from '@tos/protocol';
import { expect, test } from 'vitest';
import { outcome } from '../test/outcome.ts';
import { buildTransaction } from './build-transaction.ts';
import { coSign, coSigningBytes, withCoSignatures } from './co-sign.ts';
import { encodeTransaction } from './encode.ts';
import { minimumFee } from './minimum-fee.ts';

const [owner, ...others] = [2, 3, 4].map((byte) => createKeyPair(Uint8Array.of(byte, ...new Uint8Array(31))));
const verifier = createNobleVerifier();
const built = buildTransaction({
  network: networks.devnet,
  keyPair: owner!,
  payload: { type: 'burn', asset: new Uint8Array(32), amount: 1n },
  nonce: 0n,
  reference: { hash: new Uint8Array(32), topoheight: 0n },
  coSignatures: 2,
});

test('co-signers sign one hash of 32 bytes, and the owner has paid for them', () => {
  const coSignatures = others.map((keyPair, id) => coSign(built, keyPair, id));
  const complete = withCoSignatures(built, coSignatures);
  expect(complete).toEqual({ ...built, multisig: coSignatures });
  expect(coSigningBytes(complete)).toHaveLength(32);
  expect(coSigningBytes(complete)).toEqual(coSigningBytes(built));
  for (const [n, { id, signature }] of coSignatures.entries()) {
    expect(id).toBe(n);
    expect(verifier.verify(others[n]!.publicKey, coSigningBytes(complete), signature), `co-signer ${n}`).toBe(true);
  }
  expect(built.fee).toBe(BigInt(minimumFee(encodeTransaction(complete).length, 0, 2)));
  expect(withCoSignatures(complete, []).multisig, 'instead of those before').toEqual([]);
});

test('deterministic on request', () => {
  const sign = () => coSign(built, others[0]!, 0, { nonce: 'deterministic' });
  expect(sign()).toEqual(sign());
});

test('refuses what does not encode', () => {
  const one = coSign(built, others[0]!, 0);
  expect(outcome(() => withCoSignatures(built, [one, one]))).toBe('TOS_INVALID_FORMAT');
  expect(outcome(() => withCoSignatures(built, [{ ...one, id: 256 }]))).toBe('TOS_INVALID_ARGUMENT');
});
