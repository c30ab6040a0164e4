import { createCipheriv } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha3_512 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { createKeyPair, shieldAmount, verifyShieldProof } from '../src/index.ts';

interface Vector {
  readonly name: string;
  readonly input: { readonly op: string; readonly seed: number; readonly amount: number };
  readonly expected: { readonly commitment: string; readonly receiver_handle: string; readonly proof: string };
}

const root = process.env['TOS_SPEC_VECTORS'] ?? fileURLToPath(new URL('../../../../shared/tos-spec', import.meta.url));
const file = join(root, 'execution/crypto/ristretto255.json');

/** The two draws of 64 bytes that a vector makes: the opening and the nonce. Source: docs/protocol.md §3.4. */
function draws({ seed, amount }: Vector['input']): [opening: Uint8Array, nonce: Uint8Array] {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setUint32(4, amount);
  const label = Uint8Array.from('tos-signer/chacha-seed/v1shield-crypto', (c) => c.charCodeAt(0));
  const key = sha3_512(concatBytes(label, Uint8Array.of(seed), number)).subarray(0, 32);
  const stream = createCipheriv('chacha20', key, new Uint8Array(16)).update(new Uint8Array(128));
  return [stream.subarray(0, 64), stream.subarray(64)];
}

if (!existsSync(file)) {
  test.skip('public vectors: none at TOS_SPEC_VECTORS or beside the checkout', () => {});
} else {
  const vectors = (JSON.parse(readFileSync(file, 'utf8')) as { test_vectors: Vector[] }).test_vectors;
  const shields = vectors.filter(({ input }) => input.op === 'shield_crypto');
  test.each(shields.map((vector, index) => [index, vector.name, vector] as const))('#%i %s', (_, _name, vector) => {
    const { seed, amount } = vector.input;
    const { publicKey } = createKeyPair(Uint8Array.of(seed, ...new Uint8Array(31)));
    const shielded = shieldAmount(publicKey, BigInt(amount), ...draws(vector.input));
    expect({
      commitment: bytesToHex(shielded.commitment),
      receiver_handle: bytesToHex(shielded.receiverHandle),
      proof: bytesToHex(shielded.proof),
    }).toEqual(vector.expected);
    expect(verifyShieldProof({ receiver: publicKey, amount: BigInt(amount), ...shielded })).toBe(true);
  });
}
