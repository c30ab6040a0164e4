import { concatBytes, randomBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { createKeyPair } from './key-pair.ts';
import { addCiphertexts, type ShieldClaim, shieldAmount, verifyShieldProof } from './shield-proof.ts';

const key = (seed: number): Uint8Array => createKeyPair(new Uint8Array(32).with(0, seed)).publicKey;
const scalar = (fill: number): Uint8Array => new Uint8Array(64).fill(fill);
const claim = (amount: bigint, receiver: Uint8Array = key(3)): ShieldClaim => ({
  receiver,
  amount,
  ...shieldAmount(receiver, amount, scalar(5), scalar(6)),
});

describe('shield proof', () => {
  test.each([0n, 1n, 10_000_000_000n, 2n ** 64n - 1n])('%i is proven', (amount) => {
    expect(verifyShieldProof(claim(amount))).toBe(true);
  });

  test('of another amount, key, commitment, handle or proof: refused', () => {
    const good = claim(7n);
    const other = shieldAmount(good.receiver, 7n, scalar(8), scalar(9));
    const bad: Record<string, Partial<ShieldClaim>> = {
      amount: { amount: 8n },
      receiver: { receiver: key(4) },
      commitment: { commitment: other.commitment },
      'receiver handle': { receiverHandle: other.receiverHandle },
      proof: { proof: other.proof },
      'short proof': { proof: good.proof.subarray(1) },
      'scalar not canonical': { proof: concatBytes(good.proof.subarray(0, 64), new Uint8Array(32).fill(0xff)) },
    };
    for (const [name, change] of Object.entries(bad))
      expect(verifyShieldProof({ ...good, ...change }), name).toBe(false);
    for (const at of [0, 31, 32, 63, 64, 95]) {
      const proof = good.proof.with(at, good.proof[at]! ^ 1);
      expect(verifyShieldProof({ ...good, proof }), `byte ${at}`).toBe(false);
    }
  });

  test('all zero, which would prove 0 to the zero key: refused', () => {
    const zero = new Uint8Array(32);
    const nothing = { receiver: zero, amount: 0n, commitment: zero, receiverHandle: zero, proof: new Uint8Array(96) };
    expect(verifyShieldProof(nothing)).toBe(false);
    expect(() => shieldAmount(zero, 1n, randomBytes(64), randomBytes(64))).toThrow('receiver');
  });
});

describe('ciphertexts', () => {
  const ciphertext = ({ commitment, receiverHandle }: ShieldClaim): Uint8Array =>
    concatBytes(commitment, receiverHandle);

  test('a sum of ciphertexts is a ciphertext of the sum', () => {
    const [five, seven] = [claim(5n), claim(7n)];
    const twice = shieldAmount(key(3), 12n, Uint8Array.from(double(scalar(5))), scalar(1));
    expect(addCiphertexts(ciphertext(five), ciphertext(seven))).toEqual(
      concatBytes(twice.commitment, twice.receiverHandle),
    );
  });

  test('of what is no point: undefined', () => {
    const good = ciphertext(claim(5n));
    for (const bad of [good.subarray(1), new Uint8Array(64).fill(0xff), good.with(63, 0xff)]) {
      expect(addCiphertexts(good, bad)).toBeUndefined();
      expect(addCiphertexts(bad, good)).toBeUndefined();
    }
  });
});

/** Twice a little-endian number. */
function double(bytes: Uint8Array): number[] {
  let carry = 0;
  return [...bytes].map((byte) => {
    const sum = 2 * byte + carry;
    carry = sum >> 8;
    return sum & 0xff;
  });
}
