import { concatBytes } from '@noble/hashes/utils.js';
import {
  addCiphertexts,
  createKeyPair,
  createShieldProofVerifier,
  EvidenceKind,
  shieldAmount,
  Verdict,
} from '@tos/crypto';
import { COIN, ErrorCode, U64_MAX } from '@tos/protocol';
import { balanceRef, decodeBalance, NATIVE_ASSET, nonceRef, shieldedRef } from '@tos/state';
import type { ShieldTransfer, Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import {
  ALICE,
  account,
  codeOf,
  energy,
  execute,
  GOLD,
  prepare,
  recordOf,
  stateAfter,
  transaction,
} from '../../test/bench.ts';
import type { Evidence } from '../evidence.ts';

/** Verifies at once, with the verifier of an executor's threads. */
const verified: Pick<Evidence, 'isGood'> = {
  isGood(kind, key, message, proof) {
    expect(kind).toBe(EvidenceKind.SHIELD_PROOF);
    const bytes = concatBytes(key, proof, message);
    const column = (offset: number) => Uint32Array.of(offset);
    const [messageOffset, messageLength] = [column(key.length + proof.length), column(message.length)];
    const records = { bytes, count: 1, key: column(0), signature: column(key.length), messageOffset, messageLength };
    const verdicts = new Uint8Array(1);
    createShieldProofVerifier().verifyBatch(records, 0, 1, verdicts);
    return verdicts[0] === Verdict.GOOD;
  },
};

const MINIMUM = 100n * COIN;
const RECEIVER = createKeyPair(new Uint8Array(32).fill(7)).publicKey;

function output(fill: number, amount: bigint = MINIMUM, changes: Partial<ShieldTransfer> = {}): ShieldTransfer {
  const [opening, nonce] = [new Uint8Array(64).fill(fill), new Uint8Array(64).fill(fill + 1)];
  const shielded = shieldAmount(RECEIVER, amount, opening, nonce);
  return { asset: NATIVE_ASSET, destination: RECEIVER, amount, extraData: null, ...shielded, ...changes };
}

const shield = (transfers: readonly ShieldTransfer[], changes: Partial<Transaction> = {}): Transaction =>
  transaction({ payload: { type: 'shield_transfers', transfers, sourceCommitments: [] }, ...changes });
const rich = account(ALICE, 1_000n * COIN);
const ciphertext = ({ commitment, receiverHandle }: ShieldTransfer) => concatBytes(commitment, receiverHandle);

describe('effects', () => {
  test('coins leave the sender and become the sum of the ciphertexts; the receiver gets no account', () => {
    const [one, two, three] = [output(1), output(2, 2n * MINIMUM), output(3, MINIMUM, { extraData: Uint8Array.of(1) })];
    const bench = prepare([shield([one, two]), shield([three], { nonce: 1n })], rich);
    expect(execute(bench)).toEqual([0, 0]);
    const after = stateAfter(bench, rich);
    const sum = addCiphertexts(addCiphertexts(ciphertext(one), ciphertext(two))!, ciphertext(three));
    expect(recordOf(after, shieldedRef(RECEIVER, NATIVE_ASSET))).toEqual(sum);
    expect(decodeBalance(recordOf(after, balanceRef(ALICE, NATIVE_ASSET))!).final).toBe(600n * COIN - 20_000n);
    expect(recordOf(after, nonceRef(RECEIVER))).toBeUndefined();
  });

  test('to oneself, with a fee in ENERGY', () => {
    const self = createKeyPair(new Uint8Array(32).fill(7)).publicKey;
    const state = [...account(self, MINIMUM), ...energy(self, 1n)];
    expect(codeOf(shield([output(1)], { source: self, fee: 0n, feeType: 1 }), state)).toBe(0);
  });
});

describe('checks', () => {
  const wrong = output(1, MINIMUM, { proof: output(2).proof });
  const commitment = { commitment: GOLD, proof: new Uint8Array(192), asset: NATIVE_ASSET };

  test.each<[string, Transaction, ErrorCode]>([
    ['0', shield([output(1, 0n)]), ErrorCode.INVALID_AMOUNT],
    ['below 100 TOS', shield([output(1, MINIMUM - 1n)]), ErrorCode.INVALID_AMOUNT],
    ['another asset', shield([output(1, MINIMUM, { asset: GOLD })]), ErrorCode.INVALID_PAYLOAD],
    ['outputs in their order', shield([output(1, MINIMUM, { asset: GOLD }), output(1, 0n)]), ErrorCode.INVALID_PAYLOAD],
    ['amounts that overflow', shield([output(1, U64_MAX), output(2)]), ErrorCode.OVERFLOW],
    ['more than the balance', shield([output(1, 1_000n * COIN)]), ErrorCode.INSUFFICIENT_BALANCE],
    ['a proof of something else', shield([output(1), wrong]), ErrorCode.UNKNOWN],
    ['another amount than proven', shield([{ ...output(1), amount: MINIMUM + 1n }]), ErrorCode.UNKNOWN],
    ['a commitment that is no point', shield([output(1, MINIMUM, { commitment: GOLD })]), ErrorCode.INVALID_FORMAT],
    ['a handle that is none', shield([output(1, MINIMUM, { receiverHandle: GOLD })]), ErrorCode.INVALID_FORMAT],
    ['a receiver that is none', shield([output(1, MINIMUM, { destination: GOLD })]), ErrorCode.INVALID_FORMAT],
    ['a bad proof before no point', shield([wrong, output(1, MINIMUM, { commitment: GOLD })]), ErrorCode.UNKNOWN],
    [
      'no point before a bad proof',
      shield([output(1, MINIMUM, { commitment: GOLD }), wrong]),
      ErrorCode.INVALID_FORMAT,
    ],
    ['a bad proof that cannot be paid', shield([{ ...wrong, amount: 1_001n * COIN }]), ErrorCode.INSUFFICIENT_BALANCE],
    ['an amount that overflows with the fee', shield([output(1, U64_MAX)]), ErrorCode.OVERFLOW],
    ['a fee in UNO', shield([output(1)], { fee: 0n, feeType: 2 }), ErrorCode.INVALID_FORMAT],
  ])('%s', (_, one, code) => {
    expect(codeOf(one, rich, { evidence: verified })).toBe(code);
  });

  test('nobody is asked about a proof before the sender is known to pay', () => {
    const refusing = { isGood: () => expect.unreachable('asked') };
    expect(codeOf(shield([output(1, 1_000n * COIN)]), rich, { evidence: refusing })).toBe(
      ErrorCode.INSUFFICIENT_BALANCE,
    );
  });

  test('every proof is asked about ahead and when it counts, in the order of the outputs', () => {
    const asked: Uint8Array[] = [];
    const evidence: Pick<Evidence, 'isGood'> = {
      isGood: (_kind, _key, _message, proof) => asked.push(proof.slice()) > 0,
    };
    const outputs = [output(1), output(2), output(3)];
    const { batch, context, overlay, ruleOf } = prepare([shield(outputs)], rich, { evidence });
    ruleOf(0).askAhead?.(batch, 0, context, overlay);
    expect(asked).toEqual(outputs.map(({ proof }) => proof));
    expect(overlay.writes()).toEqual([]);
    ruleOf(0).apply(batch, 0, context, overlay);
    expect(asked.slice(3)).toEqual(outputs.map(({ proof }) => proof));
  });

  test('source commitments: FF01', () => {
    for (const count of [1, 255]) {
      const payload = {
        type: 'shield_transfers' as const,
        transfers: [output(1)],
        sourceCommitments: new Array(count).fill(commitment),
      };
      const one = transaction({ payload, fee: 10_000_000n });
      expect(codeOf(one, rich), `${count}`).toBe(ErrorCode.NOT_IMPLEMENTED);
    }
  });

  test('a stored balance that is no ciphertext stops the block', () => {
    const broken = [...rich, [shieldedRef(RECEIVER, NATIVE_ASSET), GOLD] as const];
    expect(() => codeOf(shield([output(1)]), broken)).toThrow(expect.objectContaining({ code: 'TOS_STORAGE_CORRUPT' }));
  });
});
