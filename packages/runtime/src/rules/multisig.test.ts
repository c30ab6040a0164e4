import { ErrorCode } from '@tos/protocol';
import { decodeMultisig, multisigRef } from '@tos/state';
import { expect, test } from 'vitest';
import {
  ALICE,
  account,
  BOB,
  CAROL,
  codeOf,
  execute,
  GOLD,
  multisig,
  prepare,
  recordOf,
  stateAfter,
  transaction,
} from '../../test/bench.ts';

const setup = (threshold: number, ...participants: Uint8Array[]) =>
  transaction({ payload: { type: 'multisig', threshold, participants } });
const coSigned = (ids: readonly number[]) => ({
  fee: 30_000n,
  multisig: ids.map((id) => ({ id, signature: new Uint8Array(64) })),
});

test('a setup keeps threshold and participants, in their order', () => {
  const bench = prepare([setup(2, CAROL, BOB)], account(ALICE, 20_000n));
  expect(execute(bench)).toEqual([0]);
  const record = recordOf(stateAfter(bench, []), multisigRef(ALICE));
  expect(record && decodeMultisig(record)).toEqual({ threshold: 2, participants: [CAROL, BOB] });
});

test('from the setup on, transactions of the same block need co-signatures', () => {
  const state = account(ALICE, 200_000n);
  const bench = prepare(
    [setup(1, BOB), transaction({ nonce: 1n }), transaction({ nonce: 1n, ...coSigned([0]) })],
    state,
  );
  expect(execute(bench)).toEqual([0, ErrorCode.INVALID_PAYLOAD, 0]);
});

test('a change and a deletion need the co-signatures of the setup before', () => {
  const state = [...account(ALICE, 200_000n), ...multisig(ALICE, 1, BOB)];
  expect(codeOf(setup(1, CAROL), state)).toBe(ErrorCode.INVALID_PAYLOAD);
  expect(codeOf(setup(0), state)).toBe(ErrorCode.INVALID_PAYLOAD);
  const changed = prepare([{ ...setup(1, CAROL), ...coSigned([0]) }], state);
  expect(execute(changed)).toEqual([0]);
  expect(recordOf(stateAfter(changed, state), multisigRef(ALICE))?.subarray(2)).toEqual(CAROL);
  const deleted = prepare([{ ...setup(0), ...coSigned([0]) }, transaction({ nonce: 1n })], state);
  expect(execute(deleted)).toEqual([0, 0]);
  expect(deleted.overlay.writes().find(({ ref }) => ref.domain.name === 'multisig')?.value).toBeNull();
});

test.each([
  ['a threshold above the participants', setup(3, BOB, CAROL)],
  ['oneself among the participants', setup(1, BOB, ALICE)],
  ['a deletion where nothing is set up', setup(0)],
])('%s: 0107', (_, one) => {
  expect(codeOf(one, account(ALICE, 20_000n))).toBe(ErrorCode.INVALID_PAYLOAD);
});

test('255 participants', () => {
  const participants = Array.from({ length: 255 }, (_, i) => GOLD.with(0, i));
  expect(codeOf({ ...setup(255, ...participants), fee: 100_000n }, account(ALICE, 200_000n))).toBe(0);
});
