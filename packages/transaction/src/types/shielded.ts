import { isCanonicalScalar } from '../canonical-scalar.ts';
import { bytes, type Field, type ListField, list, record, sizedBytes } from '../fields/index.ts';
import type { WireReader } from '../wire-reader.ts';

// What the types with hidden amounts share. Points are only counted here; they are decompressed when a proof is checked.
// Source: docs/protocol.md §1, §2.1, §2.2.

/** A hidden balance of the sender after the transaction, with the proof that it is the balance. */
export interface SourceCommitment {
  /** Compressed point, 32 bytes. */
  readonly commitment: Uint8Array;
  /** 192 bytes: Y0, Y1, Y2, z_s, z_x, z_r. */
  readonly proof: Uint8Array;
  /** 32 bytes. */
  readonly asset: Uint8Array;
}

/** 4 points and 3 scalars, then an inner product proof without rounds: 2 scalars. 32 bytes each. */
const MIN_RANGE_PROOF_SIZE = 288;
/** Bytes of one round of the inner product proof: the points L and R. */
const RANGE_PROOF_ROUND = 64;
/** The inner product proof of the bulletproofs library has fewer than 32 rounds (`InnerProductProof::from_bytes`). */
const MAX_RANGE_PROOF_ROUNDS = 31;
const MAX_RANGE_PROOF_SIZE = MIN_RANGE_PROOF_SIZE + MAX_RANGE_PROOF_ROUNDS * RANGE_PROOF_ROUND;

/** A proof of compressed points, then scalars, 32 bytes each. Only the scalars can be refused. */
export function proof(points: number, scalars: number): Field<Uint8Array> {
  const field = bytes(32 * (points + scalars));
  const areCanonical = (given: Uint8Array) =>
    Array.from({ length: scalars }, (_, n) => isCanonicalScalar(given, 32 * (points + n))).every(Boolean);
  return {
    ...field,
    isPlain: false,
    walk: (reader) => walkProof(reader, points, scalars),
    json: (make) => field.json(make).refine(areCanonical, 'expected scalars below L'),
    rows: (name) => [{ name, bytes: `${field.least}`, limits: 'scalars below L' }],
  };
}

/** Y_H, Y_P, z. Source: docs/protocol.md §2.2. */
export const shieldProof: Field<Uint8Array> = proof(2, 1);
/** Y0, Y1, Y2, z_r, z_x. */
export const ciphertextProof: Field<Uint8Array> = proof(3, 2);
/** Y0, Y1, Y2, z_s, z_x, z_r. */
const equalityProof = proof(3, 3);

export const sourceCommitments: ListField<SourceCommitment> = list(
  record<SourceCommitment>({ commitment: bytes(32), proof: equalityProof, asset: bytes(32) }),
  { count: 1, max: 255, what: 'source commitments', mayBeAbsent: true },
);

const anyRangeProof = sizedBytes({
  length: 2,
  min: MIN_RANGE_PROOF_SIZE,
  max: MAX_RANGE_PROOF_SIZE,
  what: 'a range proof',
});

/** One aggregated range proof for all hidden amounts of a transaction. */
export const rangeProof: Field<Uint8Array> = {
  ...anyRangeProof,
  walk(reader) {
    const size = reader.u16();
    const rounds = (size - MIN_RANGE_PROOF_SIZE) / RANGE_PROOF_ROUND;
    if (!Number.isInteger(rounds) || rounds < 0 || rounds > MAX_RANGE_PROOF_ROUNDS) {
      reader.fail(`a range proof does not have ${size} bytes`, -2);
    }
    walkProof(reader, 4, 3);
    walkProof(reader, 2 * rounds, 2);
  },
  rows(name) {
    const sizes = `${MIN_RANGE_PROOF_SIZE} bytes and ${RANGE_PROOF_ROUND} for each round, at most ${MAX_RANGE_PROOF_SIZE}`;
    return [{ name, bytes: '2 + n', limits: `${sizes}; scalars below L` }];
  },
};

function walkProof(reader: WireReader, points: number, scalars: number): void {
  reader.skip(32 * points);
  for (let left = scalars; left > 0; left--) {
    if (!isCanonicalScalar(reader.source, reader.skip(32))) reader.fail('a scalar of a proof is not below L', -32);
  }
}
