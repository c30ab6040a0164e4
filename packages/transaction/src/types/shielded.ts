import { z } from 'zod';
import { isCanonicalScalar } from '../canonical-scalar.ts';
import { hexJson } from '../json-fields.ts';
import type { WireReader } from '../wire-reader.ts';
import type { WireWriter } from '../wire-writer.ts';

// What the types with hidden amounts share. Points are only counted here; they are decompressed when a proof is checked.
// Source: docs/protocol.md §1, §2.1, §2.2.

/** A balance of the sender after the transaction, hidden, with the proof that it is. */
export interface SourceCommitment {
  /** Compressed point, 32 bytes. */
  readonly commitment: Uint8Array;
  /** 192 bytes: Y0, Y1, Y2, z_s, z_x, z_r. */
  readonly proof: Uint8Array;
  /** 32 bytes. */
  readonly asset: Uint8Array;
}

/** Y_H, Y_P, z. */
export const SHIELD_PROOF_SIZE = 96;
/** Y0, Y1, Y2, z_r, z_x. */
export const CIPHERTEXT_PROOF_SIZE = 160;
/** Y0, Y1, Y2, z_s, z_x, z_r. */
export const EQUALITY_PROOF_SIZE = 192;
/** 4 points, 3 scalars, an inner product proof without pairs: 2 scalars. */
export const MIN_RANGE_PROOF_SIZE = 288;
/** One round of the inner product proof: L and R. */
const RANGE_PROOF_ROUND = 64;
/** The inner product proof of the bulletproofs library has fewer than 32 rounds (`InnerProductProof::from_bytes`). */
const MAX_RANGE_PROOF_ROUNDS = 31;
export const MAX_RANGE_PROOF_SIZE: number = MIN_RANGE_PROOF_SIZE + MAX_RANGE_PROOF_ROUNDS * RANGE_PROOF_ROUND;
/** The count has one byte. */
export const MAX_SOURCE_COMMITMENTS = 255;

/** A proof of points, then scalars, 32 bytes each. */
export function walkProof(reader: WireReader, points: number, scalars: number): void {
  reader.skip(32 * points);
  for (let left = scalars; left > 0; left--) {
    if (!isCanonicalScalar(reader.source, reader.skip(32))) reader.fail('a scalar of a proof is not below L', -32);
  }
}

/** @returns how many there are. */
export function walkSourceCommitments(reader: WireReader): number {
  const count = reader.u8();
  for (let left = count; left > 0; left--) {
    reader.skip(32);
    walkProof(reader, 3, 3);
    reader.skip(32);
  }
  return count;
}

export function readSourceCommitments(reader: WireReader): SourceCommitment[] {
  return Array.from({ length: reader.u8() }, () => ({
    commitment: reader.bytes(32),
    proof: reader.bytes(EQUALITY_PROOF_SIZE),
    asset: reader.bytes(32),
  }));
}

export function writeSourceCommitments(writer: WireWriter, commitments: readonly SourceCommitment[]): void {
  writer.list(commitments, 1, 'sourceCommitments', (one) =>
    writer.object(one, '', ({ commitment, proof, asset }) => {
      writer.fixed(commitment, 32, 'commitment');
      writer.fixed(proof, EQUALITY_PROOF_SIZE, 'proof');
      writer.fixed(asset, 32, 'asset');
    }),
  );
}

export function walkRangeProof(reader: WireReader): void {
  const size = reader.u16();
  const rounds = (size - MIN_RANGE_PROOF_SIZE) / RANGE_PROOF_ROUND;
  if (!Number.isInteger(rounds) || rounds < 0 || rounds > MAX_RANGE_PROOF_ROUNDS) {
    reader.fail(`a range proof does not have ${size} bytes`, -2);
  }
  walkProof(reader, 4, 3);
  walkProof(reader, 2 * rounds, 2);
}

export function readRangeProof(reader: WireReader): Uint8Array {
  return reader.bytes(reader.u16());
}

export function writeRangeProof(writer: WireWriter, proof: Uint8Array): void {
  writer.sized(proof, 2, 'rangeProof');
}

export const sourceCommitmentsJson: z.ZodExactOptional<
  z.ZodType<SourceCommitment[], { commitment: string; proof: string; asset: string }[]>
> = z
  .array(z.strictObject({ commitment: hexJson(32), proof: proofJson(3, 3), asset: hexJson(32) }))
  .max(MAX_SOURCE_COMMITMENTS)
  .exactOptional();

export const rangeProofJson: z.ZodType<Uint8Array, string> = hexJson(MIN_RANGE_PROOF_SIZE, MAX_RANGE_PROOF_SIZE);

/** Hex of a proof of points, then scalars. */
export function proofJson(points: number, scalars: number): z.ZodType<Uint8Array, string> {
  return hexJson(32 * (points + scalars)).refine(
    (proof) => Array.from({ length: scalars }, (_, n) => isCanonicalScalar(proof, 32 * (points + n))).every(Boolean),
    'expected scalars below L',
  );
}
