import { ErrorCode, U64_MAX } from '@tos/protocol';
import { type Agent, agentRef, decodeAgent, decodeSessionKey, encodeAgent, sessionKeyRef } from '@tos/state';
import type { AgentAccountPayload, SessionKey, Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import {
  ALICE,
  account,
  BOB,
  CAROL,
  codeOf,
  execute,
  GOLD,
  prepare,
  recordOf,
  type State,
  stateAfter,
  transaction,
} from '../../test/bench.ts';

const ZERO = new Uint8Array(32);
const of = (payload: AgentAccountPayload, changes: Partial<Transaction> = {}): Transaction =>
  transaction({ payload, ...changes });
const type = 'agent_account';
const registration = {
  type,
  variant: 'register',
  controller: BOB,
  policyHash: GOLD,
  energyPool: null,
  sessionKeyRoot: null,
} as const;
const agent: Agent = {
  owner: ALICE,
  controller: BOB,
  policyHash: GOLD,
  status: 0,
  energyPool: null,
  sessionKeyRoot: null,
  sessionKeys: 0,
};
const rich = [...account(ALICE, 1_000_000n), ...account(BOB, 0n)];
const registered = (changes: Partial<Agent> = {}): State => [
  ...rich,
  [agentRef(ALICE), encodeAgent({ ...agent, ...changes })],
];
const sessionKey: SessionKey = {
  keyId: U64_MAX,
  publicKey: CAROL,
  expiryTopoheight: 2n ** 40n,
  maxValuePerWindow: 2n ** 41n,
  allowedTargets: [BOB, CAROL],
  allowedAssets: [GOLD],
};
const add = (changes: Partial<SessionKey> = {}) =>
  of({ type, variant: 'add_session_key', key: { ...sessionKey, ...changes } });
const revoke = (keyId: bigint) => of({ type, variant: 'revoke_session_key', keyId });
const agentIn = (state: State): Agent => decodeAgent(recordOf(state, agentRef(ALICE)) ?? ZERO);

describe('effects', () => {
  test('a registration', () => {
    const bench = prepare([of({ ...registration, energyPool: BOB, sessionKeyRoot: CAROL })], rich);
    expect(execute(bench)).toEqual([0]);
    expect(agentIn(stateAfter(bench, rich))).toEqual({ ...agent, energyPool: BOB, sessionKeyRoot: CAROL });
  });

  test.each<[string, AgentAccountPayload, Partial<Agent>]>([
    ['update_policy', { type, variant: 'update_policy', policyHash: CAROL }, { policyHash: CAROL }],
    ['rotate_controller', { type, variant: 'rotate_controller', newController: CAROL }, { controller: CAROL }],
    ['set_status', { type, variant: 'set_status', status: 1 }, { status: 1 }],
    ['set_energy_pool', { type, variant: 'set_energy_pool', energyPool: ALICE }, { energyPool: ALICE }],
    ['no energy pool', { type, variant: 'set_energy_pool', energyPool: null }, { energyPool: null }],
    [
      'set_session_key_root',
      { type, variant: 'set_session_key_root', sessionKeyRoot: CAROL },
      { sessionKeyRoot: CAROL },
    ],
    ['no root', { type, variant: 'set_session_key_root', sessionKeyRoot: null }, { sessionKeyRoot: null }],
  ])('%s', (_, payload, changes) => {
    const before = { energyPool: BOB, sessionKeyRoot: GOLD, sessionKeys: 3 };
    const state = registered(before);
    const bench = prepare([of(payload)], state);
    expect(execute(bench)).toEqual([0]);
    expect(agentIn(stateAfter(bench, state))).toEqual({ ...agent, ...before, ...changes });
  });

  test('session keys come and go, each its own record', () => {
    const state = registered();
    const list = [add(), add({ keyId: 0n }), revoke(0n)].map((one, i) => ({ ...one, nonce: BigInt(i) }));
    const bench = prepare(list, state);
    expect(execute(bench)).toEqual([0, 0, 0]);
    const after = stateAfter(bench, state);
    expect(agentIn(after).sessionKeys).toBe(1);
    expect(recordOf(after, sessionKeyRef(ALICE, 0n))).toBeUndefined();
    expect(decodeSessionKey(recordOf(after, sessionKeyRef(ALICE, U64_MAX)) ?? ZERO)).toEqual({
      key: CAROL,
      expiresAt: 2n ** 40n,
      maxValue: 2n ** 41n,
      targets: [BOB, CAROL],
      assets: [GOLD],
    });
  });
});

describe('checks', () => {
  const [bad, exists, payload] = [ErrorCode.ACCOUNT_NOT_FOUND, ErrorCode.ACCOUNT_EXISTS, ErrorCode.INVALID_PAYLOAD];
  const many = (count: number) => new Array<Uint8Array>(count).fill(BOB);

  test.each<[string, Transaction, State, ErrorCode]>([
    ['registered twice', of({ ...registration, controller: ZERO }), registered(), exists],
    ['no controller', of({ ...registration, controller: ZERO, policyHash: ZERO }), rich, payload],
    ['oneself as controller', of({ ...registration, controller: ALICE }), rich, payload],
    ['no policy', of({ ...registration, policyHash: ZERO }), rich, bad],
    ['no energy pool', of({ ...registration, energyPool: ZERO }), rich, bad],
    ['an energy pool that does not exist', of({ ...registration, controller: CAROL, energyPool: CAROL }), rich, bad],
    ['somebody else’s pool', of({ ...registration, energyPool: CAROL }), [...rich, ...account(CAROL, 0n)], bad],
    ['one’s own pool', of({ ...registration, energyPool: ALICE }), rich, ErrorCode.OK],
    ['no root', of({ ...registration, sessionKeyRoot: ZERO }), rich, bad],
    ['a policy of nothing', of({ type, variant: 'update_policy', policyHash: ZERO }), registered(), bad],
    ['a controller of nothing', of({ type, variant: 'rotate_controller', newController: ZERO }), registered(), payload],
    ['oneself', of({ type, variant: 'rotate_controller', newController: ALICE }), registered(), payload],
    ['the same controller', of({ type, variant: 'rotate_controller', newController: BOB }), registered(), payload],
    ['a status of 2', of({ type, variant: 'set_status', status: 2 }), registered(), bad],
    ['the new pool is nobody', of({ type, variant: 'set_energy_pool', energyPool: ZERO }), registered(), bad],
    ['the new pool is a stranger', of({ type, variant: 'set_energy_pool', energyPool: GOLD }), registered(), bad],
    ['the new root is nothing', of({ type, variant: 'set_session_key_root', sessionKeyRoot: ZERO }), registered(), bad],
    ['64 targets and assets', add({ allowedTargets: many(64), allowedAssets: many(64) }), registered(), ErrorCode.OK],
    ['65 targets', add({ allowedTargets: many(65) }), registered(), bad],
    ['65 assets', add({ allowedAssets: many(65) }), registered(), bad],
    ['the 1024th key', add(), registered({ sessionKeys: 1023 }), ErrorCode.OK],
    ['the 1025th key', add(), registered({ sessionKeys: 1024 }), bad],
    ['revoking a key that is not there', revoke(5n), registered({ sessionKeys: 1 }), bad],
  ])('%s', (_, one, state, code) => {
    expect(codeOf({ ...one, fee: 100_000n }, state)).toBe(code);
  });

  test('an id that is taken', () => {
    expect(execute(prepare([add(), { ...add(), nonce: 1n }], registered()))).toEqual([0, bad]);
  });

  test.each([
    of({ type, variant: 'update_policy', policyHash: GOLD }),
    of({ type, variant: 'rotate_controller', newController: ZERO }),
    of({ type, variant: 'set_status', status: 1 }),
    of({ type, variant: 'set_energy_pool', energyPool: null }),
    of({ type, variant: 'set_session_key_root', sessionKeyRoot: null }),
    add(),
    revoke(0n),
  ])('an account that is not registered: 0400 (%#)', (one) => {
    expect(codeOf(one, rich)).toBe(bad);
  });

  test('they come after the signatures and before the balance', () => {
    const one = of({ ...registration, policyHash: ZERO });
    const bench = prepare([one], rich);
    expect(bench.ruleOf(0).check(bench.batch, 0, bench.context, bench.overlay)).toBe(0);
    expect(codeOf({ ...one, multisig: [] }, rich)).toBe(ErrorCode.UNAUTHORIZED);
  });
});
