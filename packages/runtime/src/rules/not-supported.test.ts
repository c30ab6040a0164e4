import { ErrorCode, Opcode } from '@tos/protocol';
import type { Payload } from '@tos/transaction';
import { expect, test } from 'vitest';
import { ALICE, account, BOB, codeOf, energy, transaction } from '../../test/bench.ts';
import { baselineRules } from './baseline-rules.ts';

const zeros = (size: number): Uint8Array => new Uint8Array(size);
const output = { asset: zeros(32), destination: BOB, extraData: null, commitment: zeros(32), senderHandle: zeros(32) };
const payloads: Payload[] = [
  { type: 'invoke_contract', contract: BOB, deposits: [], entryId: 0, maxGas: 0n, parameters: [] },
  {
    type: 'uno_transfers',
    transfers: [{ ...output, receiverHandle: zeros(32), validityProof: zeros(160) }],
    sourceCommitments: [],
    rangeProof: zeros(288),
  },
  {
    type: 'unshield_transfers',
    transfers: [{ ...output, amount: 1n, validityProof: zeros(160) }],
    sourceCommitments: [],
    rangeProof: null,
  },
];

test.each(payloads.map((payload) => [payload.type, payload] as const))(
  '%s: FF01, and nothing happens',
  (_, payload) => {
    const state = [...account(ALICE, 10n ** 10n), ...energy(ALICE, 5n)];
    for (const feeType of [0, 1, 2] as const) {
      const one = transaction({ payload, feeType, fee: feeType === 0 ? 50_000n : 0n });
      expect(codeOf(one, state), `fee type ${feeType}`).toBe(ErrorCode.NOT_IMPLEMENTED);
    }
  },
);

test('every type of the profile has a rule', () => {
  expect(Object.keys(baselineRules).map(Number).toSorted()).toEqual(Object.values(Opcode).toSorted());
});
