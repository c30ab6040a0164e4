import { ErrorCode, U64_MAX } from '@tos/protocol';
import type { Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import { ALICE, account, BOB, CAROL, nonce, prepare, type State, transaction, transfers } from '../test/bench.ts';
import { checkSendersAndNonces, senderExists } from './block-stages.ts';

function stages(transactions: readonly Transaction[], state: State) {
  const { batch, access, overlay } = prepare(transactions, state);
  return checkSendersAndNonces(batch, access, overlay);
}

const from = (source: Uint8Array, nonceOfTx: bigint): Transaction => transaction({ source, nonce: nonceOfTx });
const both = [...account(ALICE, 1n), ...nonce(BOB, 4n)];

describe('the stages before any other check', () => {
  test('pass a list in which every sender exists and every nonce is the next of its sender', () => {
    expect(stages([], both)).toBeUndefined();
    const list = [from(ALICE, 0n), from(BOB, 4n), from(ALICE, 1n), from(ALICE, 2n), from(BOB, 5n)];
    expect(stages(list, both)).toBeUndefined();
  });

  test.each([
    ['no account', [from(ALICE, 0n), from(CAROL, 0n)], 1, ErrorCode.ACCOUNT_NOT_FOUND],
    ['a nonce too low', [from(ALICE, 0n), from(BOB, 3n)], 1, ErrorCode.NONCE_TOO_LOW],
    ['a nonce too high', [from(ALICE, 0n), from(BOB, 5n)], 1, ErrorCode.NONCE_TOO_HIGH],
    ['the same nonce twice', [from(ALICE, 0n), from(BOB, 4n), from(ALICE, 0n)], 2, ErrorCode.NONCE_TOO_LOW],
    ['a gap', [from(ALICE, 0n), from(ALICE, 2n)], 1, ErrorCode.NONCE_TOO_HIGH],
    ['the right nonces in the wrong order', [from(ALICE, 1n), from(ALICE, 0n)], 0, ErrorCode.NONCE_TOO_HIGH],
    ['of two failures, the first', [from(BOB, 9n), from(BOB, 0n)], 0, ErrorCode.NONCE_TOO_HIGH],
  ])('%s', (_, list, index, error) => {
    expect(stages(list, both)).toEqual({ index, error });
  });

  test('the earliest stage wins: a sender without account behind a wrong nonce', () => {
    expect(stages([from(ALICE, 7n), from(BOB, 0n), from(CAROL, 0n)], both)).toEqual({
      index: 2,
      error: ErrorCode.ACCOUNT_NOT_FOUND,
    });
  });

  test('what else is wrong with a transaction does not matter here', () => {
    const wrong = { ...from(ALICE, 0n), chainId: 0 as const, fee: 0n, payload: transfers([ALICE, U64_MAX]) };
    expect(stages([wrong, from(ALICE, 1n)], both)).toBeUndefined();
  });

  test('nonces are counted over all 64 bits', () => {
    for (const start of [2n ** 32n - 2n, 2n ** 53n - 1n, U64_MAX - 2n]) {
      const list = [0n, 1n, 2n].map((more) => from(ALICE, start + more));
      expect(stages(list, nonce(ALICE, start)), `from ${start}`).toBeUndefined();
      for (const [at, offset, error] of [
        [2, -1n, ErrorCode.NONCE_TOO_LOW],
        [1, 1n, ErrorCode.NONCE_TOO_HIGH],
      ] as const) {
        const one = list[at]!;
        const changed = list.with(at, { ...one, nonce: one.nonce + offset });
        expect(stages(changed, nonce(ALICE, start)), `${offset} at ${at} from ${start}`).toEqual({ index: at, error });
      }
    }
  });

  test('behind 2^64-1 every nonce is too low', () => {
    for (const next of [0n, U64_MAX]) {
      expect(stages([from(ALICE, U64_MAX), from(ALICE, next)], nonce(ALICE, U64_MAX)), `then ${next}`).toEqual({
        index: 1,
        error: ErrorCode.NONCE_TOO_LOW,
      });
    }
  });
});

test('a sender whom the block itself registers does not exist before it', () => {
  const { access, overlay } = prepare(
    [transaction({ payload: transfers([CAROL, 1n]) }), from(CAROL, 0n)],
    account(ALICE, 50_000n),
  );
  expect([0, 1].map((i) => senderExists(i, access, overlay))).toEqual([true, false]);
  overlay.set(overlay.nonceCell(overlay.intern(CAROL, 0)), 0, 0);
  expect(senderExists(1, access, overlay)).toBe(false);
});
