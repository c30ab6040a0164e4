import { COIN, ErrorCode, U64_MAX } from '@tos/protocol';
import { NATIVE_ASSET, SupplyCounter } from '@tos/state';
import type { Payload, Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import {
  ALICE,
  BOB,
  balance,
  execute,
  GOLD,
  multisig,
  nonce,
  prepare,
  type State,
  supply,
  transaction,
  transfers,
} from '../test/bench.ts';

const module = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);

/** One transaction of Alice, and the state before it. */
interface Scene {
  readonly transaction: Transaction;
  readonly accountNonce: bigint;
  readonly balance: bigint;
  readonly receiverBalance: bigint;
  readonly burned: bigint;
  readonly referenceIsGood: boolean;
}

/** A way to break one step of docs/protocol.md §5.2. */
interface Violation {
  readonly step: number;
  readonly name: string;
  readonly code: ErrorCode;
  /** The fee type that the break needs. When absent, any. */
  readonly feeType?: 0 | 1 | 2;
  commit(scene: Scene): Scene;
}

const change = (scene: Scene, changes: Partial<Transaction>): Scene => ({
  ...scene,
  transaction: { ...scene.transaction, ...changes },
});

const anyType: readonly Violation[] = [
  {
    step: 4,
    name: 'balance below the fee',
    code: ErrorCode.INSUFFICIENT_FEE,
    feeType: 0,
    commit: (scene) => ({ ...scene, balance: scene.transaction.fee - 1n }),
  },
  {
    step: 8,
    name: 'fee in UNO',
    code: ErrorCode.INVALID_FORMAT,
    feeType: 2,
    commit: (scene) => change(scene, { feeType: 2, fee: 0n }),
  },
  {
    step: 9,
    name: 'fee below the minimum',
    code: ErrorCode.INSUFFICIENT_FEE,
    feeType: 0,
    commit: (scene) => change(scene, { fee: 9_999n }),
  },
  {
    step: 10,
    name: 'unknown reference',
    code: ErrorCode.INVALID_PAYLOAD,
    commit: (scene) => ({ ...scene, referenceIsGood: false }),
  },
  {
    step: 11,
    name: 'nonce too low',
    code: ErrorCode.NONCE_TOO_LOW,
    commit: (scene) => change(scene, { nonce: scene.accountNonce - 1n }),
  },
  {
    step: 11,
    name: 'nonce too high',
    code: ErrorCode.NONCE_TOO_HIGH,
    commit: (scene) => change(scene, { nonce: scene.accountNonce + 1n }),
  },
  {
    step: 13,
    name: 'chain id of another network',
    code: ErrorCode.INVALID_TYPE,
    commit: (scene) => change(scene, { chainId: 0 }),
  },
  {
    step: 15,
    name: 'multisig field on an account without',
    code: ErrorCode.INVALID_PAYLOAD,
    commit: (scene) => change(scene, { multisig: [] }),
  },
];

const ofTransfers: readonly Violation[] = [
  {
    step: 7,
    name: 'fee in ENERGY that is not 0',
    code: ErrorCode.INVALID_PAYLOAD,
    feeType: 1,
    commit: (scene) => change(scene, { feeType: 1, fee: 1n }),
  },
  {
    step: 12,
    name: 'transfer to oneself',
    code: ErrorCode.SELF_OPERATION,
    commit: (scene) =>
      changeOutputs(scene, ({ destination, ...output }, i) => ({
        ...output,
        destination: i === 0 ? ALICE : destination,
      })),
  },
  {
    step: 12,
    name: 'extra data too large',
    code: ErrorCode.INVALID_PAYLOAD,
    commit: (scene) => changeOutputs(scene, (output) => ({ ...output, extraData: new Uint8Array(127) })),
  },
  {
    step: 17,
    name: 'amounts that overflow',
    code: ErrorCode.OVERFLOW,
    commit: (scene) => changeOutputs(scene, (output) => ({ ...output, amount: 2n ** 63n })),
  },
  {
    step: 18,
    name: 'amounts above the balance',
    code: ErrorCode.INSUFFICIENT_BALANCE,
    commit: (scene) => changeOutputs(scene, (output) => ({ ...output, amount: scene.balance })),
  },
  {
    step: 19,
    name: 'no energy',
    code: ErrorCode.INSUFFICIENT_ENERGY,
    feeType: 1,
    commit: (scene) => change(scene, { feeType: 1, fee: 0n }),
  },
  {
    step: 20,
    name: 'receiver that overflows',
    code: ErrorCode.OVERFLOW,
    commit: (scene) => ({ ...scene, receiverBalance: U64_MAX }),
  },
];

const ofBurn: readonly Violation[] = [
  {
    step: 6,
    name: 'fee in ENERGY',
    code: ErrorCode.INVALID_FORMAT,
    feeType: 1,
    commit: (scene) => change(scene, { feeType: 1, fee: 0n }),
  },
  {
    step: 6,
    name: 'fee in ENERGY that is not 0',
    code: ErrorCode.INVALID_FORMAT,
    feeType: 1,
    commit: (scene) => change(scene, { feeType: 1, fee: 1n }),
  },
  {
    step: 12,
    name: 'amount of 0',
    code: ErrorCode.INVALID_AMOUNT,
    commit: (scene) => changeBurn(scene, 0n),
  },
  {
    step: 12,
    name: 'amount and fee that overflow',
    code: ErrorCode.INVALID_FORMAT,
    feeType: 0,
    commit: (scene) => changeBurn(scene, U64_MAX),
  },
  {
    step: 18,
    name: 'amount above the balance',
    code: ErrorCode.INSUFFICIENT_BALANCE,
    commit: (scene) => changeBurn(scene, scene.balance),
  },
  {
    step: 20,
    name: 'burned supply that overflows',
    code: ErrorCode.OVERFLOW,
    commit: (scene) => ({ ...scene, burned: U64_MAX }),
  },
];

type TransferOf = Extract<Transaction['payload'], { type: 'transfers' }>['transfers'][number];

function changeOutputs(scene: Scene, with_: (output: TransferOf, i: number) => TransferOf): Scene {
  const { payload } = scene.transaction;
  if (payload.type !== 'transfers') throw new Error('not transfers');
  return change(scene, { payload: { type: 'transfers', transfers: payload.transfers.map(with_) } });
}

function changeBurn(scene: Scene, amount: bigint): Scene {
  const { payload } = scene.transaction;
  if (payload.type !== 'burn') throw new Error('not a burn');
  return change(scene, { payload: { ...payload, amount } });
}

/** The code of a scene, and the half of the rule that returned it. A failure may leave nothing behind. */
function run(scene: Scene): { code: ErrorCode; by: 'check' | 'apply' } {
  const state: State = [
    ...nonce(ALICE, scene.accountNonce),
    ...balance(ALICE, scene.balance),
    ...nonce(BOB, 0n),
    ...balance(BOB, scene.receiverBalance),
    ...supply(SupplyCounter.BURNED, scene.burned),
  ];
  const references = Uint8Array.of(scene.referenceIsGood ? 1 : 0);
  const bench = prepare([scene.transaction], state, { references });
  const by = bench.ruleOf(0).check(bench.batch, 0, bench.context, bench.overlay) === 0 ? 'apply' : 'check';
  const [code] = execute(bench);
  if (code === undefined) throw new Error('no code');
  if (code !== 0) expect(bench.overlay.writes(), 'what a failure leaves').toEqual([]);
  return { code, by };
}

const base: Omit<Scene, 'transaction'> = {
  accountNonce: 5n,
  balance: 1_000_000n,
  receiverBalance: 0n,
  burned: 0n,
  referenceIsGood: true,
};

const types: readonly [string, Scene, readonly Violation[]][] = [
  [
    'transfers',
    {
      ...base,
      transaction: transaction({ nonce: 5n, fee: 20_000n, payload: transfers([BOB, 1n], [BOB, 1n]) }),
    },
    [...anyType, ...ofTransfers],
  ],
  ['burn', { ...base, transaction: transaction({ nonce: 5n, fee: 20_000n }) }, [...anyType, ...ofBurn]],
];

describe.each(types)('%s', (_, scene, violations) => {
  test('a transaction that violates nothing is executed', () => {
    expect(run(scene)).toEqual({ code: ErrorCode.OK, by: 'apply' });
  });

  test.each(violations.map((violation) => [violation.step, violation.name, violation] as const))(
    'step %i, %s',
    (step, _name, violation) => {
      // The owner's signature, step 14, stands between the two halves.
      expect(run(violation.commit(scene))).toEqual({ code: violation.code, by: step < 14 ? 'check' : 'apply' });
    },
  );

  const pairs = violations.flatMap((earlier) =>
    violations
      .filter((later) => later.step > earlier.step)
      .filter((later) => [earlier.feeType, undefined].includes(later.feeType) || earlier.feeType === undefined)
      .map((later) => [earlier, later] as const),
  );

  test(`of two violated steps, the earlier one is told (${pairs.length} pairs)`, () => {
    for (const [earlier, later] of pairs) {
      // The earlier break comes last, so that it wins where both touch the same field.
      const both = earlier.commit(later.commit(scene));
      const what = `step ${earlier.step} (${earlier.name}) and step ${later.step} (${later.name})`;
      expect(run(both), what).toEqual({ code: earlier.code, by: earlier.step < 14 ? 'check' : 'apply' });
    }
  });
});

describe('what every type shares', () => {
  test('the fee is of TOS, whatever asset is moved', () => {
    const gold = transaction({ payload: { type: 'burn', asset: new Uint8Array(32).fill(7), amount: 5n } });
    const held = balance(ALICE, 5n, new Uint8Array(32).fill(7));
    expect(execute(prepare([gold], [...nonce(ALICE, 0n), ...held, ...balance(ALICE, 10_000n)]))).toEqual([0]);
    expect(execute(prepare([gold], [...nonce(ALICE, 0n), ...held]))).toEqual([ErrorCode.INSUFFICIENT_FEE]);
  });

  test('amount and fee may take the last unit, not one more', () => {
    const all = transaction({ payload: { type: 'burn', asset: new Uint8Array(32), amount: 90_000n } });
    expect(execute(prepare([all], [...nonce(ALICE, 0n), ...balance(ALICE, 100_000n)]))).toEqual([0]);
    expect(execute(prepare([all], [...nonce(ALICE, 0n), ...balance(ALICE, 99_999n)]))).toEqual([
      ErrorCode.INSUFFICIENT_BALANCE,
    ]);
  });

  // The minimum is 10,000, and 5,000 per output. A deployment costs COIN.
  test.each<[string, Payload, bigint, ErrorCode]>([
    ['transfers', transfers([BOB, U64_MAX]), 15_000n, ErrorCode.OVERFLOW],
    ['transfers, the sum of two', transfers([BOB, U64_MAX - 9n], [BOB, 9n]), 20_000n, ErrorCode.OVERFLOW],
    ['transfers, one unit', transfers([BOB, U64_MAX - 14_999n]), 15_000n, ErrorCode.OVERFLOW],
    ['transfers, to the last unit', transfers([BOB, U64_MAX - 15_000n]), 15_000n, ErrorCode.OK],
    ['transfers of another asset', transfers([BOB, U64_MAX, GOLD]), 15_000n, ErrorCode.OK],
    ['deploy_contract', { type: 'deploy_contract', module, invoke: null }, U64_MAX - COIN + 1n, ErrorCode.OVERFLOW],
    [
      'deploy_contract, to the last unit',
      { type: 'deploy_contract', module, invoke: null },
      U64_MAX - COIN,
      ErrorCode.OK,
    ],
    // A check of the type itself (step 12).
    ['burn', { type: 'burn', asset: NATIVE_ASSET, amount: U64_MAX }, 10_000n, ErrorCode.INVALID_FORMAT],
  ])('amounts and fee beyond a u64: %s', (_, payload, fee, code) => {
    const state = [...nonce(ALICE, 0n), ...balance(ALICE, U64_MAX), ...balance(ALICE, U64_MAX, GOLD)];
    expect(execute(prepare([transaction({ fee, payload })], state))).toEqual([code]);
  });

  test('a fee at the upper end of a u64 is compared in full', () => {
    const dear = transaction({ fee: 2n ** 32n });
    expect(execute(prepare([dear], [...nonce(ALICE, 0n), ...balance(ALICE, 2n ** 32n - 1n)]))).toEqual([
      ErrorCode.INSUFFICIENT_FEE,
    ]);
    expect(execute(prepare([dear], [...nonce(ALICE, 0n), ...balance(ALICE, 2n ** 32n + 1n)]))).toEqual([0]);
  });

  test('a nonce of 2^64-1 is matched, but has no next one: 0304', () => {
    const last = transaction({ nonce: U64_MAX });
    const bench = prepare([last], [...nonce(ALICE, U64_MAX), ...balance(ALICE, 20_000n)]);
    expect(execute(bench)).toEqual([ErrorCode.OVERFLOW]);
    expect(bench.overlay.writes()).toEqual([]);
  });

  test('the minimum fee counts size, outputs and co-signatures', () => {
    const signatures = [0, 1].map((id) => ({ id, signature: new Uint8Array(64) }));
    const state = [...nonce(ALICE, 0n), ...balance(ALICE, 1_000_000n), ...multisig(ALICE, 2, BOB, ALICE)];
    // One kibibyte, one output, two co-signatures.
    for (const [fee, code] of [
      [24_999n, ErrorCode.INSUFFICIENT_FEE],
      [25_000n, ErrorCode.OK],
    ] as const) {
      const one = transaction({ fee, payload: transfers([BOB, 1n]), multisig: signatures });
      expect(execute(prepare([one], state)), `fee ${fee}`).toEqual([code]);
    }
  });

  test('check changes nothing', () => {
    const bench = prepare([transaction()], [...nonce(ALICE, 0n), ...balance(ALICE, 20_000n)]);
    expect(bench.ruleOf(0).check(bench.batch, 0, bench.context, bench.overlay)).toBe(0);
    expect(bench.overlay.writes()).toEqual([]);
  });
});
