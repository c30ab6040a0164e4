import { ErrorCode, U64_MAX } from '@tos/protocol';
import {
  type Agent,
  agentRef,
  decodeAgent,
  decodeSessionKey,
  encodeAgent,
  encodeSessionKey,
  type SessionKey,
  sessionKeyRef,
} from '@tos/state';
import type { AgentAccountPayload, NewSessionKey, Transaction } from '@tos/transaction';
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
  sessionKeys: [],
};
const rich = [...account(ALICE, 1_000_000n), ...account(BOB, 0n)];
/** Alice's account with these session keys, on a chain whose next block is block 1. */
const registered = (changes: Partial<Agent> = {}, keys: readonly [id: bigint, key: SessionKey][] = []): State => [
  ...rich,
  [agentRef(ALICE), encodeAgent({ ...agent, sessionKeys: keys.map(([id]) => id), ...changes })],
  ...keys.map(([id, key]) => [sessionKeyRef(ALICE, id), encodeSessionKey(key)] as const),
];
const held = (changes: Partial<SessionKey> = {}): SessionKey => ({
  key: GOLD,
  expiresAt: 2n,
  maxValue: 1n,
  targets: [],
  assets: [],
  ...changes,
});
const sessionKey: NewSessionKey = {
  keyId: U64_MAX,
  publicKey: CAROL,
  expiryTopoheight: 2n ** 40n,
  maxValuePerWindow: 2n ** 41n,
  allowedTargets: [BOB, CAROL],
  allowedAssets: [GOLD],
};
const add = (changes: Partial<NewSessionKey> = {}) =>
  of({ type, variant: 'add_session_key', key: { ...sessionKey, ...changes } });
const revoke = (keyId: bigint) => of({ type, variant: 'revoke_session_key', keyId });
const root = (sessionKeyRoot: Uint8Array | null) => of({ type, variant: 'set_session_key_root', sessionKeyRoot });
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
    ['the controller as pool', { type, variant: 'set_energy_pool', energyPool: BOB }, { energyPool: BOB }],
    ['no energy pool', { type, variant: 'set_energy_pool', energyPool: null }, { energyPool: null }],
    [
      'set_session_key_root',
      { type, variant: 'set_session_key_root', sessionKeyRoot: CAROL },
      { sessionKeyRoot: CAROL },
    ],
    ['no root', { type, variant: 'set_session_key_root', sessionKeyRoot: null }, { sessionKeyRoot: null }],
  ])('%s', (_, payload, changes) => {
    const before = { energyPool: ALICE, sessionKeyRoot: GOLD, sessionKeys: [7n] };
    const state = registered(before, [[7n, held({ expiresAt: 1n })]]);
    const bench = prepare([of(payload)], state);
    expect(execute(bench)).toEqual([0]);
    expect(agentIn(stateAfter(bench, state))).toEqual({ ...agent, ...before, ...changes });
  });

  test('session keys come and go, each its own record', () => {
    const state = registered();
    const list = [add(), add({ keyId: 3n, publicKey: GOLD }), add({ keyId: 0n, publicKey: BOB }), revoke(3n)];
    const bench = prepare(
      list.map((one, i) => ({ ...one, nonce: BigInt(i) })),
      state,
    );
    expect(execute(bench)).toEqual([0, 0, 0, 0]);
    const after = stateAfter(bench, state);
    expect(agentIn(after).sessionKeys).toEqual([0n, U64_MAX]);
    expect(recordOf(after, sessionKeyRef(ALICE, 3n))).toBeUndefined();
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
  ])('%s', (_, one, state, code) => {
    expect(codeOf({ ...one, fee: 100_000n }, state)).toBe(code);
  });

  test('the account of the key of zeros, for which anybody can sign', () => {
    const state = [...rich, ...account(ZERO, 1_000_000n)];
    expect(codeOf({ ...of({ ...registration, controller: ZERO }), source: ZERO, fee: 100_000n }, state)).toBe(bad);
  });

  const crowd = (count: number): [bigint, SessionKey][] =>
    Array.from({ length: count }, (_, k) => {
      const key = new Uint8Array(32).fill(0x11);
      new DataView(key.buffer).setUint16(0, k);
      return [BigInt(k) + 1_000n, held({ key })];
    });
  const [lives, isOver] = [held(), held({ expiresAt: 1n })];

  test.each<[string, Transaction, State, ErrorCode]>([
    ['64 targets and assets', add({ allowedTargets: many(64), allowedAssets: many(64) }), registered(), ErrorCode.OK],
    ['65 targets', add({ allowedTargets: many(65) }), registered(), bad],
    ['65 assets', add({ allowedAssets: many(65) }), registered(), bad],
    ['nobody’s key', add({ publicKey: ZERO }), registered(), bad],
    ['the owner’s key', add({ publicKey: ALICE }), registered(), ErrorCode.OK],
    ['the controller’s key', add({ publicKey: BOB }), registered(), ErrorCode.OK],
    ['nobody among the targets', add({ allowedTargets: [BOB, ZERO, CAROL] }), registered(), bad],
    ['TOS, which is all zeros, among the assets', add({ allowedAssets: [GOLD, ZERO] }), registered(), ErrorCode.OK],
    ['it may spend nothing', add({ maxValuePerWindow: 0n }), registered(), bad],
    ['it may spend the least', add({ maxValuePerWindow: 1n }), registered(), ErrorCode.OK],
    ['it ends at 0', add({ expiryTopoheight: 0n }), registered(), bad],
    ['it ends with this block', add({ expiryTopoheight: 1n }), registered(), bad],
    ['it ends with the next', add({ expiryTopoheight: 2n }), registered(), ErrorCode.OK],
    ['it never ends', add({ expiryTopoheight: U64_MAX }), registered(), ErrorCode.OK],
    ['an id that is taken', add({ keyId: 5n }), registered({}, [[5n, lives]]), bad],
    ['an id that an expired key has', add({ keyId: 5n }), registered({}, [[5n, isOver]]), bad],
    ['a key that is there', add({ publicKey: GOLD }), registered({}, [[5n, lives]]), bad],
    ['a key that is there and has expired', add({ publicKey: GOLD }), registered({}, [[5n, isOver]]), bad],
    ['a key behind others', add({ publicKey: GOLD }), registered({}, [...crowd(3), [U64_MAX - 1n, lives]]), bad],
    ['a root is set', add(), registered({ sessionKeyRoot: GOLD }), bad],
    ['the 1024th key', add(), registered({}, crowd(1023)), ErrorCode.OK],
    ['the 1025th key', add(), registered({}, crowd(1024)), bad],
    ['revoking a key that is not there', revoke(4n), registered({}, [[5n, lives]]), bad],
    ['revoking an expired key', revoke(5n), registered({}, [[5n, isOver]]), ErrorCode.OK],
    [
      'a root beside a key that lives',
      root(CAROL),
      registered({}, [
        [5n, isOver],
        [6n, held({ key: CAROL })],
      ]),
      bad,
    ],
    ['a root beside expired keys', root(CAROL), registered({}, [[5n, isOver]]), ErrorCode.OK],
    ['no root beside a key that lives', root(null), registered({}, [[5n, lives]]), ErrorCode.OK],
  ])('%s', (_, one, state, code) => {
    expect(codeOf({ ...one, fee: 100_000n }, state)).toBe(code);
  });

  test('time goes on: what may be added until 41 has expired at 41', () => {
    const one = add({ expiryTopoheight: 41n });
    expect([39, 40, 41, 42].map((topoheight) => codeOf(one, registered(), { topoheight }))).toEqual([0, 0, bad, bad]);
  });

  test.each<[string, Transaction[], ErrorCode[]]>([
    ['an id twice', [add(), add({ publicKey: GOLD })], [0, bad]],
    ['a key twice', [add(), add({ keyId: 1n })], [0, bad]],
    ['a key again after it was revoked', [add(), revoke(U64_MAX), add()], [0, 0, 0]],
    ['a root after a key', [add(), root(GOLD)], [0, bad]],
    ['a root after a key that was revoked', [add(), revoke(U64_MAX), root(GOLD)], [0, 0, 0]],
    ['a key after a root', [root(GOLD), add()], [0, bad]],
    ['a key after a root that was taken back', [root(GOLD), root(null), add()], [0, 0, 0]],
    ['a key of an account of the same block', [of(registration), add(), revoke(U64_MAX)], [0, 0, 0]],
  ])('within a block: %s', (_, list, codes) => {
    // The next transaction gets the nonce of one that fails.
    const state = list[0]?.payload === registration ? rich : registered();
    let nonce = 0n;
    const numbered = list.map((one, i) => ({ ...one, nonce: codes[i] === 0 ? nonce++ : nonce }));
    expect(execute(prepare(numbered, state))).toEqual(codes);
  });

  test.each<[string, Uint8Array | null, Uint8Array | null]>([
    ['the old controller is the pool no more', BOB, null],
    ['the account stays its own pool', ALICE, ALICE],
    ['no pool stays none', null, null],
  ])('rotating the controller: %s', (_, energyPool, after) => {
    const state = registered({ energyPool });
    const bench = prepare([of({ type, variant: 'rotate_controller', newController: CAROL })], state);
    expect(execute(bench)).toEqual([0]);
    expect(agentIn(stateAfter(bench, state))).toEqual({ ...agent, controller: CAROL, energyPool: after });
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
    expect(codeOf({ ...one, multisig: [] }, rich)).toBe(ErrorCode.INVALID_PAYLOAD);
  });
});
