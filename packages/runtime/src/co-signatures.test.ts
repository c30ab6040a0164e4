import { blake3 } from '@noble/hashes/blake3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { createKeyPair, createNobleVerifier, EvidenceKind, sign } from '@tos/crypto';
import { ErrorCode } from '@tos/protocol';
import { signingBytes, type Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import { ALICE, account, multisig, prepare, transaction } from '../test/bench.ts';
import { checkCoSignatures } from './co-signatures.ts';
import { MULTISIG_CELL } from './transaction-steps.ts';

const [BOB, CAROL, THIRD] = [2, 3, 4].map((n) => createKeyPair(new Uint8Array(32).fill(n)).publicKey) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

/** A co-signature that the verifier of this file accepts for this participant alone. */
const of = (participant: Uint8Array): Uint8Array => concatBytes(participant.subarray(0, 1), new Uint8Array(63));

const goodFirstByte = (publicKey: Uint8Array, _message: Uint8Array, signature: Uint8Array): boolean =>
  signature[0] === publicKey[0];

/** The code of a transaction of Alice with these co-signatures, and the signatures that the rule asked about. */
function judge(
  coSignatures: Transaction['multisig'],
  { threshold, participants }: { threshold: number; participants: Uint8Array[] } = { threshold: 0, participants: [] },
) {
  const asked: { publicKey: Uint8Array; message: Uint8Array; signature: Uint8Array }[] = [];
  const one = transaction({ multisig: coSignatures });
  const state = participants.length === 0 ? [] : multisig(ALICE, threshold, ...participants);
  const { batch, access, context, overlay } = prepare([one], [...account(ALICE, 100_000n), ...state], {
    evidence: {
      isGood(kind, publicKey, message, signature) {
        expect(kind).toBe(EvidenceKind.SIGNATURE);
        asked.push({ publicKey, message, signature });
        return goodFirstByte(publicKey, message, signature);
      },
    },
  });
  const cell = access.cells[access.start[0]! + MULTISIG_CELL]!;
  const code = checkCoSignatures(batch, 0, cell, context, overlay);
  expect(overlay.writes(), 'writes').toEqual([]);
  return { code, asked, message: blake3(signingBytes(one)) };
}

describe('an account without multisig', () => {
  test('needs no co-signature', () => {
    expect(judge(null)).toMatchObject({ code: ErrorCode.OK, asked: [] });
  });

  test('takes none either, not even an empty list', () => {
    expect(judge([])).toMatchObject({ code: ErrorCode.INVALID_PAYLOAD, asked: [] });
    expect(judge([{ id: 0, signature: of(BOB) }])).toMatchObject({ code: ErrorCode.INVALID_PAYLOAD, asked: [] });
  });
});

describe('an account with multisig', () => {
  const twoOfThree = { threshold: 2, participants: [BOB, CAROL, THIRD] };
  const bobs = { id: 0, signature: of(BOB) };
  const carols = { id: 1, signature: of(CAROL) };
  const thirds = { id: 2, signature: of(THIRD) };

  test('takes exactly threshold good ones, of any participants in any order', () => {
    for (const chosen of [
      [bobs, carols],
      [carols, bobs],
      [thirds, bobs],
      [carols, thirds],
    ]) {
      expect(judge(chosen, twoOfThree).code, `ids ${chosen.map(({ id }) => id)}`).toBe(ErrorCode.OK);
    }
  });

  test('they sign BLAKE3 of the signing bytes, each with its own key', () => {
    const { asked, message } = judge([thirds, bobs], twoOfThree);
    expect(asked).toEqual([
      { publicKey: THIRD, message, signature: thirds.signature },
      { publicKey: BOB, message, signature: bobs.signature },
    ]);
  });

  test.each([
    ['missing', null],
    ['an empty list', []],
    ['one too few', [bobs]],
    ['one too many, though all are good', [bobs, carols, thirds]],
  ])('%s: 0107, and none is verified', (_, coSignatures) => {
    expect(judge(coSignatures, twoOfThree)).toMatchObject({ code: ErrorCode.INVALID_PAYLOAD, asked: [] });
  });

  test('a participant whose key is no point: ffff', () => {
    const broken = new Uint8Array(32).fill(0xff);
    const setup = { threshold: 1, participants: [broken] };
    expect(judge([{ id: 0, signature: of(CAROL) }], setup).code).toBe(ErrorCode.UNKNOWN);
  });

  const [bad, unknown] = [ErrorCode.INVALID_SIGNATURE, ErrorCode.INVALID_PAYLOAD];
  test.each([
    ['the first is wrong', [{ ...bobs, signature: of(CAROL) }, carols], bad],
    ['the last is wrong', [bobs, { ...carols, signature: of(BOB) }], bad],
    ['an id that nobody has', [bobs, { ...carols, id: 3 }], unknown],
    ['the last id that fits a byte', [{ ...carols, id: 255 }, bobs], unknown],
    [
      'one is wrong, then an id that nobody has',
      [
        { ...bobs, signature: of(CAROL) },
        { ...carols, id: 3 },
      ],
      bad,
    ],
    [
      'an id that nobody has, then one is wrong',
      [
        { ...carols, id: 3 },
        { ...bobs, signature: of(CAROL) },
      ],
      unknown,
    ],
  ])('%s: the first failure is told', (_, coSignatures, code) => {
    expect(judge(coSignatures, twoOfThree).code).toBe(code);
  });

  test('really signed: good with the keys and the message, 0103 with another nonce', () => {
    const [bob, carol] = [3, 4].map((byte) => createKeyPair(Uint8Array.of(byte, ...new Uint8Array(31))));
    const verifier = createNobleVerifier();
    const unsigned = transaction();
    const message = blake3(signingBytes(unsigned));
    const coSignatures = [bob!, carol!].map((pair, id) => ({ id, signature: sign(pair, message) }));
    for (const [nonce, code] of [
      [0n, ErrorCode.OK],
      [1n, ErrorCode.INVALID_SIGNATURE],
    ] as const) {
      const one = { ...unsigned, nonce, multisig: coSignatures };
      const bench = prepare([one], multisig(ALICE, 2, bob!.publicKey, carol!.publicKey), {
        evidence: { isGood: (_, ...args) => verifier.verify(...args) },
      });
      const cell = bench.access.cells[MULTISIG_CELL]!;
      expect(checkCoSignatures(bench.batch, 0, cell, bench.context, bench.overlay), `nonce ${nonce}`).toBe(code);
    }
  });
});

test('who signs is read from the state as the transactions before left it', () => {
  const { batch, access, context, overlay } = prepare(
    [transaction()],
    [...account(ALICE, 100_000n), ...multisig(ALICE, 1, BOB)],
  );
  const cell = access.cells[MULTISIG_CELL]!;
  expect(checkCoSignatures(batch, 0, cell, context, overlay)).toBe(ErrorCode.INVALID_PAYLOAD);
  overlay.setRecord(cell, null);
  expect(checkCoSignatures(batch, 0, cell, context, overlay)).toBe(ErrorCode.OK);
});
