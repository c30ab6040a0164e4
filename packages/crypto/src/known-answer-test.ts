import { hexToBytes } from '@noble/hashes/utils.js';
import { assertObject } from '@tos/protocol/arguments';
import { TosError } from '@tos/protocol/errors';
import { type SignatureVerifier, Verdict, type VerificationRecords } from './signature-verifier.ts';
import { PUBLIC_KEY_SIZE, SIGNATURE_SIZE } from './sizes.ts';

// Good signatures by the test identities Alice and Bob, with the deterministic nonce of docs/protocol.md §3.3, and one that is good for the
// identity key (s = 0, R the identity). Byte i of a message is i. The lengths lie around SHA3's blocks of 72 bytes; 167 is a transfer's.
const KNOWN: readonly (readonly [key: string, messageLength: number, signature: string])[] = [
  [
    'f05bc1df2831717c2992d85b57e0cf3d123fd6c254257de5f784be369747b249',
    0,
    '85e3a6d3feeeb05ba87e29d8eb066275b4f1176825d41555054b397b851c5402' +
      '6d91d227d159eeef3d5a359ccfaf96f77de4e7d1c2fb3d6391fc8d919266ac09',
  ],
  [
    'f05bc1df2831717c2992d85b57e0cf3d123fd6c254257de5f784be369747b249',
    167,
    '317e53c06b24198b1a6232443e2ab794fdf37917efff85bac2e0af0f3eede60a' +
      '50b13188dbca2c51d2ca25bd8fcf8ed32d97064bfb5fe93d5c819d6cc39bde03',
  ],
  [
    'c29d170ab8a5b42a3520878501a87a27f9b5653fca8b0c59fc2786cf26e37824',
    5,
    '2c41f604f73a6ec5be8e9e1616f5b309bf72a441e183d1c1743e82a1dfa54a00' +
      'd3dae91f3fbe5a671052e2db34f220564bc664614375606232c830291583fe0f',
  ],
  [
    'c29d170ab8a5b42a3520878501a87a27f9b5653fca8b0c59fc2786cf26e37824',
    300,
    'd0125a0b7d2988f012170a32620ecd99e52d5edaf64931cdf09d655aa96d5902' +
      '9f6c4daec0355ffd91514a158ebacd3ead7c000e074ddae5bcfcdd8a05c16207',
  ],
  [
    '0000000000000000000000000000000000000000000000000000000000000000',
    72,
    '0000000000000000000000000000000000000000000000000000000000000000' +
      '952616cbdaa17619fbe11f23bb476a3e7cadb3127e35d44a6f5ea4fba88a6609',
  ],
];

// Flipping one of these bits makes a signature bad: a bit of the key, its top bit, a bit of s, its top bit (s >= L), of e, of the message.
const FLIPS: readonly number[] = [3, 255, 256 + 77, 256 + 255, 512 + 130, 768];

/**
 * Compares the verdicts of a verifier with known ones, on single signatures and on batches. Each key signs often enough that a cache of the
 * verifier is used.
 * @throws TOS_INTERNAL on the first wrong verdict, TOS_INVALID_ARGUMENT for an object without the methods of a verifier
 */
export function runKnownAnswerTest(verifier: SignatureVerifier): void {
  assertObject(verifier, 'verifier', ['verify', 'verifyBatch']);
  const { records, expected } = knownRecords();
  const verdicts = new Uint8Array(records.count);
  for (let round = 0; round < 2; round++) {
    verdicts.fill(Verdict.UNKNOWN);
    // The second round starts one record later, so that each record shares a vector with another record than in the first round.
    const from = round & 1;
    verifier.verifyBatch(records, from, records.count, verdicts);
    for (let i = from; i < records.count; i++) check(verifier, i, verdicts[i]!, expected[i]!);
  }
  for (let i = 0; i < records.count; i += FLIPS.length + 1) {
    const { bytes, key, messageOffset, messageLength, signature } = records;
    const good = verifier.verify(
      bytes.subarray(key[i]!, key[i]! + PUBLIC_KEY_SIZE),
      bytes.subarray(messageOffset[i]!, messageOffset[i]! + messageLength[i]!),
      bytes.subarray(signature[i]!, signature[i]! + SIGNATURE_SIZE),
    );
    check(verifier, i, good ? Verdict.GOOD : Verdict.BAD, expected[i]!);
  }
}

function check(verifier: SignatureVerifier, i: number, verdict: number, expected: number): void {
  if (verdict === expected) return;
  const reason = `The verifier ${verifier.name} fails its known-answer test: record ${i} is ${verdict}, not ${expected}.`;
  throw new TosError('TOS_INTERNAL', { reason }, reason);
}

/** Each known signature, followed by its copies with one flipped bit each. */
function knownRecords(): { readonly records: VerificationRecords; readonly expected: readonly Verdict[] } {
  const parts: Uint8Array[] = [];
  const expected: Verdict[] = [];
  for (const [key, messageLength, signature] of KNOWN) {
    const message = Uint8Array.from({ length: messageLength }, (_, i) => i);
    const good = Uint8Array.of(...hexToBytes(key), ...hexToBytes(signature), ...message);
    parts.push(good);
    expected.push(Verdict.GOOD);
    for (const bit of FLIPS) {
      if (bit >> 3 >= good.length) continue;
      parts.push(good.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)));
      expected.push(Verdict.BAD);
    }
  }
  const offsets: number[] = [];
  let size = 0;
  for (const part of parts) {
    offsets.push(size);
    size += part.length;
  }
  const bytes = new Uint8Array(size);
  parts.forEach((part, i) => {
    bytes.set(part, offsets[i]!);
  });
  const column = (of: (i: number) => number): Uint32Array => Uint32Array.from(parts, (_, i) => of(i));
  const records = {
    bytes,
    count: parts.length,
    key: column((i) => offsets[i]!),
    messageOffset: column((i) => offsets[i]! + PUBLIC_KEY_SIZE + SIGNATURE_SIZE),
    messageLength: column((i) => parts[i]!.length - PUBLIC_KEY_SIZE - SIGNATURE_SIZE),
    signature: column((i) => offsets[i]! + PUBLIC_KEY_SIZE),
  };
  return { records, expected };
}
