import { concatBytes } from '@noble/hashes/utils.js';
import { COIN, ErrorCode, FeeType, Opcode } from '@tos/protocol';
import { domains, NATIVE_ASSET } from '@tos/state';
import { decodeBatch, encodeTransaction, type Payload, type Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import {
  ALICE,
  account,
  BOB,
  codeOf,
  energy,
  execute,
  GOLD,
  nonce,
  prepare,
  type State,
  transaction,
} from '../test/bench.ts';
import { baselineRules, defineShieldTransfersRule, type RuleSet } from './index.ts';

// What types with outputs share, asked of every type: a type that forgets to declare its outputs fails here.

const rules: RuleSet = {
  ...baselineRules,
  // Another test looks at proofs; here a byte string stands for the sum.
  [Opcode.SHIELD_TRANSFERS]: defineShieldTransfersRule((a) => a),
};

interface Output {
  readonly to: Uint8Array;
  readonly extraData: Uint8Array | null;
}
const point = new Uint8Array(32);
const anOutput: Output = { to: BOB, extraData: null };

/** One good transaction of every type, with these outputs if the type has a list of outputs. */
const payloads: { readonly [T in Payload['type']]: (outputs: readonly Output[]) => Payload } = {
  burn: () => ({ type: 'burn', asset: NATIVE_ASSET, amount: 1n }),
  transfers: (outputs) => ({
    type: 'transfers',
    transfers: outputs.map(({ to, extraData }) => ({ asset: NATIVE_ASSET, destination: to, amount: 1n, extraData })),
  }),
  multisig: () => ({ type: 'multisig', threshold: 1, participants: [BOB] }),
  invoke_contract: () => ({
    type: 'invoke_contract',
    contract: GOLD,
    deposits: [],
    entryId: 0,
    maxGas: 0n,
    parameters: [],
  }),
  deploy_contract: () => ({
    type: 'deploy_contract',
    module: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46),
    invoke: null,
  }),
  energy: () => ({ type: 'energy', variant: 'freeze_tos', amount: COIN, durationDays: 3 }),
  uno_transfers: (outputs) => ({
    type: 'uno_transfers',
    transfers: outputs.map(({ to, extraData }) => ({
      asset: NATIVE_ASSET,
      destination: to,
      extraData,
      commitment: point,
      senderHandle: point,
      receiverHandle: point,
      validityProof: new Uint8Array(160),
    })),
    sourceCommitments: [],
    rangeProof: new Uint8Array(288),
  }),
  shield_transfers: (outputs) => ({
    type: 'shield_transfers',
    transfers: outputs.map(({ to, extraData }) => ({
      asset: NATIVE_ASSET,
      destination: to,
      amount: 100n * COIN,
      extraData,
      commitment: point,
      receiverHandle: point,
      proof: new Uint8Array(96),
    })),
    sourceCommitments: [],
  }),
  unshield_transfers: (outputs) => ({
    type: 'unshield_transfers',
    transfers: outputs.map(({ to, extraData }) => ({
      asset: NATIVE_ASSET,
      destination: to,
      amount: 1n,
      extraData,
      commitment: point,
      senderHandle: point,
      validityProof: new Uint8Array(160),
    })),
    sourceCommitments: [],
    rangeProof: null,
  }),
  register_name: () => ({ type: 'register_name', name: 'a-name' }),
  agent_account: () => ({
    type: 'agent_account',
    variant: 'register',
    controller: BOB,
    policyHash: GOLD,
    energyPool: null,
    sessionKeyRoot: null,
  }),
};

const types = Object.keys(payloads) as Payload['type'][];
const opcodeOf = (type: Payload['type']): number => Opcode[type.toUpperCase() as keyof typeof Opcode];
const isTransferLike = (type: Payload['type']): boolean => 'transfers' in payloads[type]([anOutput]);
/** The code of types that are refused as a whole, for every transaction that decodes. */
const isRefused = (type: Payload['type']): boolean =>
  ['invoke_contract', 'uno_transfers', 'unshield_transfers'].includes(type);
const ordinaryFee = (type: Payload['type']): bigint => (type === 'energy' ? 0n : 10_000_000n);

const rich: State = [...account(ALICE, 100_000n * COIN), ...nonce(BOB, 0n)];

function one(type: Payload['type'], changes: Partial<Transaction> & { outputs?: readonly Output[] } = {}): Transaction {
  const { outputs = [anOutput], ...rest } = changes;
  return transaction({ payload: payloads[type](outputs), fee: ordinaryFee(type), ...rest });
}

const code = (tx: Transaction, state: State = rich): ErrorCode => codeOf(tx, state, { rules });

test('the table has every type, under the opcode that it has', () => {
  expect(types.map(opcodeOf).toSorted((a, b) => a - b)).toEqual(Object.values(Opcode).toSorted((a, b) => a - b));
  expect(types.filter(isTransferLike)).toEqual([
    'transfers',
    'uno_transfers',
    'shield_transfers',
    'unshield_transfers',
  ]);
});

describe.each(types)('%s', (type) => {
  const expected = (ifTransferLike: ErrorCode, ifNot: ErrorCode): ErrorCode => {
    if (isRefused(type)) return ErrorCode.NOT_IMPLEMENTED;
    return isTransferLike(type) ? ifTransferLike : ifNot;
  };

  test('goes through with a fee in TOS', () => {
    expect(code(one(type))).toBe(expected(ErrorCode.OK, ErrorCode.OK));
  });

  test('a fee in ENERGY: transfer-like types alone, of amount 0, one energy a transaction', () => {
    const inEnergy = (fee: bigint, nonceOfTx = 0n): Transaction =>
      one(type, { feeType: FeeType.ENERGY, fee, nonce: nonceOfTx, outputs: [anOutput, anOutput, anOutput] });
    const held = [...rich, ...energy(ALICE, 2n)];
    expect(code(inEnergy(0n), held)).toBe(expected(ErrorCode.OK, ErrorCode.INVALID_FORMAT));
    expect(code(inEnergy(1n), held)).toBe(expected(ErrorCode.INVALID_PAYLOAD, ErrorCode.INVALID_FORMAT));
    expect(code(inEnergy(0n))).toBe(expected(ErrorCode.INSUFFICIENT_ENERGY, ErrorCode.INVALID_FORMAT));
    if (isRefused(type) || !isTransferLike(type)) return;
    const bench = prepare([inEnergy(0n), inEnergy(0n, 1n), inEnergy(0n, 2n)], held, { rules });
    expect(execute(bench)).toEqual([0, 0, ErrorCode.INSUFFICIENT_ENERGY]);
    const written = bench.overlay.writes().find(({ ref }) => ref.domain === domains.energy);
    expect(written?.value).toEqual(new Uint8Array(8));
  });

  test('a fee in UNO: none of those that are executed', () => {
    const code = codeOf(one(type, { feeType: FeeType.UNO, fee: 0n }), rich, { rules });
    expect(code).toBe(expected(ErrorCode.INVALID_FORMAT, ErrorCode.INVALID_FORMAT));
  });
});

describe.each(types.filter(isTransferLike))('%s', (type) => {
  const expected = (code: ErrorCode): ErrorCode => (isRefused(type) ? ErrorCode.NOT_IMPLEMENTED : code);
  const extra = (...sizes: readonly (number | null)[]): Transaction =>
    one(type, {
      outputs: sizes.map((size) => ({ to: BOB, extraData: size === null ? null : new Uint8Array(size) })),
    });

  // The encoded size has 2 bytes of length more. The wire carries up to 1,024 bytes.
  test.each<[readonly (number | null)[], ErrorCode]>([
    [[0], ErrorCode.OK],
    [[126], ErrorCode.OK],
    [[127], ErrorCode.INVALID_PAYLOAD],
    [[null, 127], ErrorCode.INVALID_PAYLOAD],
    [[1024], ErrorCode.INVALID_PAYLOAD],
    [new Array(32).fill(126), ErrorCode.OK],
    [[...new Array(32).fill(126), 0], ErrorCode.INVALID_PAYLOAD],
    [new Array(64).fill(62), ErrorCode.OK],
    [[...new Array(63).fill(62), 63], ErrorCode.INVALID_PAYLOAD],
    [new Array(400).fill(9), ErrorCode.INVALID_PAYLOAD],
  ])('extra data of %j bytes', (sizes, code_) => {
    expect(code(extra(...sizes))).toBe(expected(code_));
  });

  test('to oneself: transfers and uno transfers are refused', () => {
    const own = { to: ALICE, extraData: null };
    for (const outputs of [[own], [anOutput, own]]) {
      const refused = type === 'transfers' || type === 'uno_transfers';
      expect(code(one(type, { outputs })), `${outputs.length}`).toBe(expected(refused ? ErrorCode.SELF_OPERATION : 0));
    }
  });

  test('0 and 501 outputs do not decode, 1 and 500 do', () => {
    const counted = (count: number): Uint8Array => {
      const wire = encodeTransaction(one(type, { outputs: new Array(Math.max(count, 1)).fill(anOutput) }));
      if (count > 0) return wire;
      // The one output is cut out, and the count becomes 0.
      const two = encodeTransaction(one(type, { outputs: [anOutput, anOutput] }));
      const size = two.length - wire.length;
      return concatBytes(wire.subarray(0, 35), Uint8Array.of(0, 0), wire.subarray(37 + size));
    };
    const refusal = expect.objectContaining({ code: 'TOS_INVALID_FORMAT' });
    expect(() => decodeBatch([counted(0)])).toThrow(refusal);
    expect(() => decodeBatch([counted(501)])).toThrow(refusal);
    expect(decodeBatch([counted(1), counted(500)]).count).toBe(2);
  });
});
