import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { createKeyPair, createNobleVerifier, type KeyPair, shieldAmount, sign } from '@tos/crypto';
import { type ExactJson, type ExactJsonInput, TosError } from '@tos/protocol';
import { hexJson, u8Json, u64Json } from '@tos/transaction/json';
import { z } from 'zod';
import { readJson } from '../harness/json-shapes.ts';
import { createChachaDraws } from './chacha-draws.ts';

const operationJson = z.object({
  op: z.string(),
  seed: u8Json.nullish(),
  private_key: hexJson(32).nullish(),
  message: hexJson(0, 1 << 20).nullish(),
  amount: u64Json.nullish(),
});

type Operation = z.output<typeof operationJson>;
type Outcome = { readonly [member: string]: ExactJsonInput };

const operations: { readonly [op: string]: (operation: Operation) => Outcome } = {
  public_key_from_seed: publicKey,
  public_key_from_private: publicKey,
  sign_data: signature,
  sign_with_private: signature,
  random_valid_point: () => ({ point: bytesToHex(point(createChachaDraws('random-valid-point', 0, 0n)())) }),
  dummy_ct_validity_proof: dummyProof,
  shield_crypto: shieldCrypto,
};

/** The result of a crypto vector's operation, with the suite's names of members. @throws TOS_INVALID_FORMAT for an unknown operation */
export function ristrettoOperation(json: ExactJson): Outcome {
  const operation = readJson(operationJson, json, 'ristretto255 operation');
  const run = Object.hasOwn(operations, operation.op) ? operations[operation.op] : undefined;
  if (run === undefined) throw invalid(`there is no operation ${operation.op}`);
  return run(operation);
}

/**
 * True when the expected signature is good, but not by the public key that the vector expects beside it. Such a vector contradicts
 * itself, and the key of its own input is the right one. Source: docs/protocol.md §3.6.
 */
export function namesWrongKey(json: ExactJson, expected: { publicKey: string; signature: string }): boolean {
  const operation = readJson(operationJson, json, 'ristretto255 operation');
  const message = operation.message ?? new Uint8Array(0);
  const verifier = createNobleVerifier();
  const isBy = (key: Uint8Array): boolean => verifier.verify(key, message, hexToBytes(expected.signature));
  return !isBy(hexToBytes(expected.publicKey)) && isBy(keyPairOf(operation).publicKey);
}

function publicKey(operation: Operation): Outcome {
  return { public_key: bytesToHex(keyPairOf(operation).publicKey) };
}

function signature(operation: Operation): Outcome {
  const keyPair = keyPairOf(operation);
  const message = operation.message ?? new Uint8Array(0);
  const bytes = sign(keyPair, message, { nonce: 'deterministic' });
  return { public_key: bytesToHex(keyPair.publicKey), signature: bytesToHex(bytes) };
}

function dummyProof(): Outcome {
  const draw = createChachaDraws('dummy-ct-validity-proof', 0, 0n);
  const points = [point(draw()), point(draw()), point(draw())];
  const proof = concatBytes(...points, scalar(draw()), scalar(draw()));
  return { proof: bytesToHex(proof), length: proof.length };
}

function shieldCrypto(operation: Operation): Outcome {
  const { seed, amount } = operation;
  if (seed == null || amount == null) throw invalid('seed and amount are needed');
  const draw = createChachaDraws('shield-crypto', seed, amount);
  const shielded = shieldAmount(keyPairOf(operation).publicKey, amount, draw(), draw());
  return {
    commitment: bytesToHex(shielded.commitment),
    receiver_handle: bytesToHex(shielded.receiverHandle),
    proof: bytesToHex(shielded.proof),
  };
}

/** The key pair of the given private key, or of the private key whose first byte is the seed. */
function keyPairOf({ private_key, seed }: Operation): KeyPair {
  if (private_key != null) return createKeyPair(private_key);
  if (seed != null) return createKeyPair(new Uint8Array(32).with(0, seed));
  throw invalid('seed or private_key is needed');
}

/** 64 uniform bytes as a point, 32 bytes. */
function point(uniform: Uint8Array): Uint8Array {
  const derive = ristretto255_hasher.deriveToCurve;
  if (derive === undefined) throw new TosError('TOS_INTERNAL', { reason: 'the library maps no bytes to points' });
  return derive(uniform).toBytes();
}

/** 64 uniform bytes as a scalar, 32 bytes. */
function scalar(uniform: Uint8Array): Uint8Array {
  return numberToBytesLE(bytesToNumberLE(uniform) % ristretto255.Point.Fn.ORDER, 32);
}

function invalid(reason: string): TosError {
  return new TosError('TOS_INVALID_FORMAT', { what: 'ristretto255 operation', reason });
}
