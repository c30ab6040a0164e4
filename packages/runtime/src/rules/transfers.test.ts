import { ErrorCode, U64_MAX } from '@tos/protocol';
import { assetRef, balanceRef, encodeBalance, NATIVE_ASSET, nonceRef } from '@tos/state';
import { describe, expect, test } from 'vitest';
import {
  ALICE,
  account,
  BOB,
  balance,
  CAROL,
  changes,
  execute,
  GOLD,
  nonce,
  type Output,
  placeOf,
  prepare,
  registered,
  transaction,
  transfers,
} from '../../test/bench.ts';
import { AccessMode } from '../access-set.ts';

const minimum = (outputs: number): bigint => 10_000n + 5_000n * BigInt(outputs);
const keyOf = (i: number): Uint8Array =>
  new Uint8Array(32)
    .fill(1)
    .with(0, i >> 8)
    .with(1, i & 0xff);

/** One transfers transaction of Alice, with the next nonce by default. */
function send(outputs: readonly Output[], fee: bigint = minimum(outputs.length), nonceOfTx = 0n) {
  return transaction({ payload: transfers(...outputs), fee, nonce: nonceOfTx });
}

describe('effects', () => {
  test('the sender pays fee and amounts, receivers get the amounts, the nonce moves by one', () => {
    const bench = prepare(
      [
        send([
          [BOB, 100n],
          [CAROL, 7n, GOLD],
          [BOB, 1n],
        ]),
      ],
      [...account(ALICE, 100_000n), ...balance(ALICE, 10n, GOLD), ...account(BOB, 5n), ...nonce(CAROL, 3n)],
    );
    expect(execute(bench)).toEqual([0]);
    expect(changes(bench)).toEqual({
      [placeOf(nonceRef(ALICE))]: 1n,
      [placeOf(balanceRef(ALICE, NATIVE_ASSET))]: 100_000n - 101n - 25_000n,
      [placeOf(balanceRef(ALICE, GOLD))]: 3n,
      [placeOf(balanceRef(BOB, NATIVE_ASSET))]: 106n,
      [placeOf(balanceRef(CAROL, GOLD))]: 7n,
    });
  });

  test('coins received earlier in the block can be spent', () => {
    const forward = { ...send([[CAROL, 50_000n]]), source: BOB };
    const bench = prepare([send([[BOB, 65_000n]]), forward], [...account(ALICE, 80_000n), ...nonce(BOB, 0n)]);
    expect(execute(bench)).toEqual([0, 0]);
    expect(
      bench.overlay.writes().find(({ ref }) => placeOf(ref) === placeOf(balanceRef(BOB, NATIVE_ASSET)))?.value,
    ).toEqual(encodeBalance({ type: 'both', final: 0n, output: 0n }));
  });

  test('a block of two senders that pay each other is executed in its order', () => {
    const back = { ...send([[ALICE, 30_000n]]), source: BOB };
    const state = [...account(ALICE, 60_000n), ...account(BOB, 0n)];
    expect(execute(prepare([send([[BOB, 45_000n]]), back], state))).toEqual([0, 0]);
    expect(execute(prepare([back, send([[BOB, 45_000n]])], state))).toEqual([ErrorCode.INSUFFICIENT_FEE, 0]);
  });

  test.each([1, 500])('500 outputs in %i assets', (assets) => {
    const asset = (i: number): Uint8Array => (assets === 1 ? NATIVE_ASSET : keyOf(1000 + (i % assets)));
    const outputs = Array.from({ length: 500 }, (_, i): Output => [keyOf(i), BigInt(i + 1), asset(i)]);
    const fee = 2_860_000n; // 36 KiB and 500 outputs: the minimum
    const held =
      assets === 1
        ? balance(ALICE, 125_250n + fee)
        : [...balance(ALICE, fee), ...outputs.flatMap(([, amount, id]) => balance(ALICE, amount, id))];
    const bench = prepare([send(outputs, fee)], [...nonce(ALICE, 0n), ...held]);
    expect(execute(bench)).toEqual([0]);
    const after = changes(bench);
    for (const [destination, amount, id = NATIVE_ASSET] of outputs) {
      expect(after[placeOf(balanceRef(destination, id))], `to ${destination[1]}`).toBe(amount);
      expect(after[placeOf(balanceRef(ALICE, id))], `left of asset ${id[1]}`).toBe(0n);
      expect(after[placeOf(nonceRef(destination))], `account ${destination[1]}`).toBe(0n);
    }
    expect(bench.overlay.writes()).toHaveLength(1 + (assets === 1 ? 1 : 501) + 1000);

    // The later checks pass.
    const short = [...held, ...balance(ALICE, assets === 1 ? 125_249n + fee : 499n, asset(499))];
    expect(execute(prepare([send(outputs, fee)], [...nonce(ALICE, 0n), ...short]))).toEqual([
      ErrorCode.INSUFFICIENT_BALANCE,
    ]);
    expect(execute(prepare([send(outputs, fee - 1n)], [...nonce(ALICE, 0n), ...held]))).toEqual([
      ErrorCode.INSUFFICIENT_FEE,
    ]);
  });
});

describe('accounts', () => {
  test('a receiver that is new to the chain is registered once, with a nonce of 0', () => {
    const bench = prepare(
      [
        send([
          [BOB, 1n],
          [BOB, 2n],
          [BOB, 3n, GOLD],
        ]),
        send([[BOB, 4n]], undefined, 1n),
      ],
      [...account(ALICE, 100_000n), ...balance(ALICE, 3n, GOLD)],
    );
    expect(execute(bench)).toEqual([0, 0]);
    expect(changes(bench)).toMatchObject({
      [placeOf(nonceRef(BOB))]: 0n,
      [placeOf(balanceRef(BOB, NATIVE_ASSET))]: 7n,
      [placeOf(balanceRef(BOB, GOLD))]: 3n,
    });
  });

  test('a failure registers nobody', () => {
    const bench = prepare(
      [
        send([
          [CAROL, 1n],
          [BOB, 1n],
        ]),
      ],
      [...account(ALICE, 100_000n), ...account(BOB, U64_MAX)],
    );
    expect(execute(bench)).toEqual([ErrorCode.OVERFLOW]);
    expect(bench.overlay.writes()).toEqual([]);
  });

  test('a receiver that has an account but not the asset keeps its nonce', () => {
    const bench = prepare(
      [send([[BOB, 1n, GOLD]])],
      [...account(ALICE, 100_000n), ...balance(ALICE, 1n, GOLD), ...nonce(BOB, 9n)],
    );
    expect(execute(bench)).toEqual([0]);
    expect(changes(bench)).not.toHaveProperty([placeOf(nonceRef(BOB))]);
  });

  test('the account of a receiver is looked up only if it lacks the balance', () => {
    const bench = prepare(
      [
        send([
          [BOB, 1n],
          [CAROL, 1n],
        ]),
      ],
      [...account(ALICE, 100_000n), ...account(BOB, 5n)],
    );
    expect(bench.read[1].map((cell) => bench.overlay.ref(cell))).toEqual([nonceRef(CAROL)]);
  });

  test('an output of 0 is allowed, and creates account and balance', () => {
    const bench = prepare([send([[BOB, 0n]])], account(ALICE, 15_000n));
    expect(execute(bench)).toEqual([0]);
    expect(changes(bench)).toMatchObject({
      [placeOf(nonceRef(BOB))]: 0n,
      [placeOf(balanceRef(BOB, NATIVE_ASSET))]: 0n,
    });
  });

  test('an output of 0 to somebody who has the asset changes nothing of theirs', () => {
    const bench = prepare([send([[BOB, 0n]])], [...account(ALICE, 15_000n), ...account(BOB, 4n)]);
    expect(execute(bench)).toEqual([0]);
    expect(Object.keys(changes(bench))).toEqual([placeOf(nonceRef(ALICE)), placeOf(balanceRef(ALICE, NATIVE_ASSET))]);
  });

  test('an output of 0 in an asset that the sender never had leaves the sender without it', () => {
    const state = [...account(ALICE, 15_000n), ...account(BOB, 4n), ...registered(GOLD)];
    const bench = prepare([send([[BOB, 0n, GOLD]])], state);
    expect(execute(bench)).toEqual([0]);
    expect(changes(bench)).not.toHaveProperty([placeOf(balanceRef(ALICE, GOLD))]);
  });
});

describe('checks', () => {
  test('to oneself, in any output: 0409', () => {
    const outputs: Output[] = [
      [BOB, 1n],
      [ALICE, 1n],
    ];
    expect(execute(prepare([send(outputs)], account(ALICE, 100_000n)))).toEqual([ErrorCode.SELF_OPERATION]);
  });

  test('extra data of one output: 128 bytes with its length, not one more', () => {
    for (const [size, code] of [
      [0, 0],
      [126, 0],
      [127, ErrorCode.INVALID_PAYLOAD],
    ] as const) {
      const one = send([
        [BOB, 1n],
        [CAROL, 1n, NATIVE_ASSET, new Uint8Array(size)],
      ]);
      expect(execute(prepare([one], account(ALICE, 100_000n))), `${size} bytes`).toEqual([code]);
    }
  });

  test('extra data of all outputs: 4096 bytes, not one more', () => {
    const full = Array.from({ length: 32 }, (_, i): Output => [keyOf(i), 1n, NATIVE_ASSET, new Uint8Array(126)]);
    const fee = 300_000n;
    expect(execute(prepare([send(full, fee)], account(ALICE, 400_000n)))).toEqual([0]);
    const over: Output[] = [...full, [BOB, 1n, NATIVE_ASSET, new Uint8Array(0)]];
    expect(execute(prepare([send(over, fee)], account(ALICE, 400_000n)))).toEqual([ErrorCode.INVALID_PAYLOAD]);
  });

  test('amounts of one asset that overflow together: 0304; of two assets they do not add up', () => {
    const half = 2n ** 63n;
    const state = [...account(ALICE, U64_MAX), ...balance(ALICE, U64_MAX, GOLD)];
    expect(
      execute(
        prepare(
          [
            send([
              [BOB, half],
              [CAROL, half],
            ]),
          ],
          state,
        ),
      ),
    ).toEqual([ErrorCode.OVERFLOW]);
    expect(
      execute(
        prepare(
          [
            send([
              [BOB, half],
              [CAROL, half - 1n],
            ]),
          ],
          state,
        ),
      ),
    ).toEqual([ErrorCode.OVERFLOW]); // with the fee
    expect(
      execute(
        prepare(
          [
            send([
              [BOB, half],
              [BOB, half, GOLD],
            ]),
          ],
          state,
        ),
      ),
    ).toEqual([0]);
  });

  test('amounts that the balance covers one by one, but not together: 0300', () => {
    const state = account(ALICE, 100_000n);
    expect(
      execute(
        prepare(
          [
            send([
              [BOB, 40_000n],
              [CAROL, 40_000n],
            ]),
          ],
          state,
        ),
      ),
    ).toEqual([0]);
    expect(
      execute(
        prepare(
          [
            send([
              [BOB, 40_000n],
              [CAROL, 40_001n],
            ]),
          ],
          state,
        ),
      ),
    ).toEqual([ErrorCode.INSUFFICIENT_BALANCE]);
  });

  test('an asset that the sender does not have: 0300', () => {
    expect(execute(prepare([send([[BOB, 1n, GOLD]])], [...account(ALICE, 100_000n), ...registered(GOLD)]))).toEqual([
      ErrorCode.INSUFFICIENT_BALANCE,
    ]);
  });

  test('a receiver that overflows at the last output: 0304, and all outputs before it are undone', () => {
    const bench = prepare(
      [
        send([
          [CAROL, 1n],
          [CAROL, 1n, GOLD],
          [BOB, 1n],
        ]),
      ],
      [...account(ALICE, 100_000n), ...balance(ALICE, 5n, GOLD), ...account(BOB, U64_MAX), ...account(CAROL, 3n)],
    );
    expect(execute(bench)).toEqual([ErrorCode.OVERFLOW]);
    expect(bench.overlay.writes()).toEqual([]);
  });

  test('a receiver may reach 2^64-1, through several outputs too', () => {
    const state = [...account(ALICE, 100_000n), ...account(BOB, U64_MAX - 2n)];
    expect(
      execute(
        prepare(
          [
            send([
              [BOB, 1n],
              [BOB, 1n],
            ]),
          ],
          state,
        ),
      ),
    ).toEqual([0]);
    expect(
      execute(
        prepare(
          [
            send([
              [BOB, 1n],
              [BOB, 2n],
            ]),
          ],
          state,
        ),
      ),
    ).toEqual([ErrorCode.OVERFLOW]);
  });
});

test('the access set: own cells excluded, a shared read, and a credit and a reservation for each output, and the record of each asset but TOS', () => {
  const { access, overlay } = prepare(
    [
      send([
        [BOB, 1n],
        [CAROL, 1n, GOLD],
      ]),
    ],
    account(ALICE, 1n),
  );
  const entries = Array.from({ length: access.length }, (_, at) => [
    placeOf(overlay.ref(access.cells[at]!)),
    access.modes[at],
  ]);
  expect(entries).toEqual([
    [placeOf(nonceRef(ALICE)), AccessMode.EXCLUSIVE],
    [placeOf(balanceRef(ALICE, NATIVE_ASSET)), AccessMode.EXCLUSIVE],
    [expect.stringMatching(/^multisig/), AccessMode.READ],
    [placeOf(balanceRef(ALICE, NATIVE_ASSET)), AccessMode.EXCLUSIVE],
    [placeOf(balanceRef(BOB, NATIVE_ASSET)), AccessMode.CREDIT],
    [placeOf(nonceRef(BOB)), AccessMode.RESERVED],
    [placeOf(balanceRef(ALICE, GOLD)), AccessMode.EXCLUSIVE],
    [placeOf(balanceRef(CAROL, GOLD)), AccessMode.CREDIT],
    [placeOf(nonceRef(CAROL)), AccessMode.RESERVED],
    [placeOf(assetRef(GOLD)), AccessMode.READ],
  ]);
});
