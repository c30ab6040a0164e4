import { createKeyPair, publicKeyOfHash } from '@tos/crypto';
import { COIN, ErrorCode, FeeType, Opcode, U64_MAX } from '@tos/protocol';
import {
  type Agent,
  agentRef,
  encodeAgent,
  encodeSessionKey,
  NATIVE_ASSET,
  type SessionKey,
  sessionKeyRef,
} from '@tos/state';
import type { AgentAccountPayload, Payload, Transaction } from '@tos/transaction';
import { describe, expect, test } from 'vitest';
import {
  account,
  balance,
  codeOf,
  execute,
  GOLD,
  multisig,
  prepare,
  recordOf,
  type State,
  stateAfter,
  transaction,
  transfers,
} from '../test/bench.ts';
import { baselineRules } from './rules/baseline-rules.ts';
import { checkSigner, ownerSigns } from './signer.ts';

const keyOf = (n: number): Uint8Array => createKeyPair(new Uint8Array(32).fill(n)).publicKey;
const [OWNER, CONTROLLER, SESSION, EXPIRED, STRANGER, FRIEND, OTHER] = [2, 3, 4, 5, 6, 7, 8].map(keyOf) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
/** Bytes that are no point. */
const BROKEN = new Uint8Array(32).fill(0xff);
const [OK, MAY_NOT] = [ErrorCode.OK, ErrorCode.ACCOUNT_NOT_FOUND];

/** A signature that is good for one key: it begins as the key does. */
const by = (key: Uint8Array): Uint8Array => Uint8Array.of(...key.subarray(0, 31), ...new Uint8Array(33));
const evidence = {
  isGood: () => true,
  signerAmong: (keys: readonly Uint8Array[], _message: Uint8Array, signature: Uint8Array): number =>
    keys.findIndex((key) => key.subarray(0, 31).every((byte, k) => byte === signature[k])),
};

const agent: Agent = {
  owner: OWNER,
  controller: CONTROLLER,
  policyHash: GOLD,
  status: 0,
  energyPool: null,
  sessionKeyRoot: null,
  sessionKeys: [3n, 900n],
};
const unlimited: SessionKey = { key: SESSION, expiresAt: 2n, maxValue: U64_MAX, targets: [], assets: [] };
/** The owner's account, with a session key that signs in block 1 and one that has expired. */
const stateOf = (changes: Partial<Agent> = {}, session: Partial<SessionKey> = {}): State => [
  ...account(OWNER, 10_000n * COIN),
  ...account(CONTROLLER, 10_000n * COIN),
  ...balance(OWNER, U64_MAX, GOLD),
  [agentRef(OWNER), encodeAgent({ ...agent, ...changes })],
  [sessionKeyRef(OWNER, 3n), encodeSessionKey({ ...unlimited, key: EXPIRED, expiresAt: 1n })],
  [sessionKeyRef(OWNER, 900n), encodeSessionKey({ ...unlimited, ...session })],
];
const of = (payload: Payload, signer: Uint8Array, changes: Partial<Transaction> = {}): Transaction => {
  const fee = payload.type === 'energy' ? 0n : payload.type === 'register_name' ? 10_000_000n : 100_000n;
  return transaction({ source: OWNER, payload, fee, signature: by(signer), ...changes });
};
/** The code of step 14 for one transaction. */
function judge(one: Transaction, state: State): ErrorCode {
  const { batch, context, overlay, ruleOf } = prepare([one], state, { evidence });
  return checkSigner(batch, 0, ruleOf(0), context, overlay);
}

const shieldOutput = {
  asset: NATIVE_ASSET,
  destination: FRIEND,
  amount: 100n * COIN,
  extraData: null,
  commitment: new Uint8Array(32),
  receiverHandle: new Uint8Array(32),
  proof: new Uint8Array(96),
};
const ELF = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);
const type = 'agent_account';
const register: AgentAccountPayload = {
  type,
  variant: 'register',
  controller: OTHER,
  policyHash: GOLD,
  energyPool: null,
  sessionKeyRoot: null,
};
const addedKey = { keyId: 1n, publicKey: FRIEND, expiryTopoheight: 9n, maxValuePerWindow: 1n };
const added = { ...addedKey, allowedTargets: [], allowedAssets: [] };

/** Transactions that the owner alone may sign. */
const admin: readonly AgentAccountPayload[] = [
  { type, variant: 'update_policy', policyHash: OTHER },
  { type, variant: 'rotate_controller', newController: OTHER },
  { type, variant: 'set_status', status: 1 },
  { type, variant: 'set_energy_pool', energyPool: null },
  { type, variant: 'set_session_key_root', sessionKeyRoot: null },
  { type, variant: 'add_session_key', key: added },
  { type, variant: 'revoke_session_key', keyId: 3n },
];

interface Ordinary {
  readonly payload: Payload;
  readonly targets: readonly Uint8Array[];
  readonly assets: readonly Uint8Array[];
  readonly spent: bigint;
}

const nothing = { targets: [], assets: [], spent: 0n };
const energy = 'energy';
/** Every other type that is executed, with what it gives to whom. */
const ordinary: Record<string, Ordinary> = {
  'one transfer': { payload: transfers([FRIEND, 7n]), targets: [FRIEND], assets: [NATIVE_ASSET], spent: 7n },
  'transfers to two in two assets': {
    payload: transfers([FRIEND, 7n], [OTHER, 5n, GOLD], [FRIEND, 0n]),
    targets: [FRIEND, OTHER],
    assets: [NATIVE_ASSET, GOLD],
    spent: 12n,
  },
  burn: { payload: { type: 'burn', asset: GOLD, amount: 9n }, targets: [], assets: [GOLD], spent: 9n },
  multisig: { payload: { type: 'multisig', threshold: 1, participants: [FRIEND] }, ...nothing },
  deploy_contract: {
    payload: { type: 'deploy_contract', module: ELF, invoke: null },
    targets: [], // apart from `contractKeys`
    assets: [NATIVE_ASSET],
    spent: COIN,
  },
  freeze_tos: {
    payload: { type: energy, variant: 'freeze_tos', amount: 3n * COIN, durationDays: 3 },
    targets: [],
    assets: [NATIVE_ASSET],
    spent: 3n * COIN,
  },
  freeze_tos_delegate: {
    payload: {
      type: energy,
      variant: 'freeze_tos_delegate',
      delegatees: [
        { delegatee: FRIEND, amount: COIN },
        { delegatee: CONTROLLER, amount: 2n * COIN },
      ],
      durationDays: 3,
    },
    targets: [FRIEND, CONTROLLER],
    assets: [NATIVE_ASSET],
    spent: 3n * COIN,
  },
  unfreeze_tos: {
    payload: {
      type: energy,
      variant: 'unfreeze_tos',
      amount: COIN,
      fromDelegation: false,
      recordIndex: null,
      delegatee: null,
    },
    targets: [],
    assets: [NATIVE_ASSET],
    spent: 0n,
  },
  withdraw_unfrozen: {
    payload: { type: energy, variant: 'withdraw_unfrozen' },
    targets: [],
    assets: [NATIVE_ASSET],
    spent: 0n,
  },
  shield_transfers: {
    payload: { type: 'shield_transfers', transfers: [shieldOutput], sourceCommitments: [] },
    targets: [FRIEND],
    assets: [NATIVE_ASSET],
    spent: 100n * COIN,
  },
  register_name: { payload: { type: 'register_name', name: 'alice' }, ...nothing },
  'agent_account register': { payload: register, ...nothing },
};

describe('who may sign what', () => {
  const signers = {
    owner: OWNER,
    controller: CONTROLLER,
    'session key': SESSION,
    'expired key': EXPIRED,
    stranger: STRANGER,
  };

  for (const status of [0, 1]) {
    for (const [name, signer] of Object.entries(signers)) {
      const state = stateOf({ status });
      const bad = signer === STRANGER ? ErrorCode.INVALID_SIGNATURE : MAY_NOT;

      test.each(admin)(`status ${status}, ${name}: agent_account $variant`, (payload) => {
        expect(judge(of(payload, signer), state)).toBe(signer === OWNER ? OK : bad);
      });

      test.each(Object.entries(ordinary))(`status ${status}, ${name}: %s`, (_, { payload }) => {
        const may = status === 0 && signer !== EXPIRED && signer !== STRANGER;
        expect(judge(of(payload, signer), state)).toBe(may ? OK : bad);
      });
    }
  }

  test('every type that the rules execute is among them', () => {
    const tested = new Set([...Object.values(ordinary).map(({ payload }) => payload.type), admin[0]!.type]);
    const names: Record<number, string> = Object.fromEntries(
      Object.entries(Opcode).map(([name, opcode]) => [opcode, name.toLowerCase()]),
    );
    const refused = ['invoke_contract', 'uno_transfers', 'unshield_transfers'];
    expect(
      Object.keys(baselineRules)
        .map((opcode) => names[Number(opcode)])
        .toSorted(),
    ).toEqual([...tested, ...refused].toSorted());
  });

  test('where a type says nothing of what it gives, no session key signs it', () => {
    const payload = {
      type: 'invoke_contract',
      contract: GOLD,
      deposits: [],
      entryId: 0,
      maxGas: 0n,
      parameters: [],
    } as const;
    expect([OWNER, CONTROLLER, SESSION].map((signer) => judge(of(payload, signer), stateOf()))).toEqual([
      OK,
      OK,
      MAY_NOT,
    ]);
  });
});

describe('limits of a session key', () => {
  const fee = 100_000n;

  for (const [name, { payload, targets, assets, spent }] of Object.entries(ordinary)) {
    const paid = payload.type === 'energy' ? 0n : payload.type === 'register_name' ? 10_000_000n : fee;
    const judged = (session: Partial<SessionKey>) => judge(of(payload, SESSION), stateOf({}, session));
    const contract = name === 'deploy_contract';
    const allowed = contract ? contractKeys() : targets;

    test(`${name}: what it spends, fee included`, () => {
      const all = spent + paid;
      expect(judged({ maxValue: all })).toBe(OK);
      if (all > 0n) expect(judged({ maxValue: all - 1n })).toBe(MAY_NOT);
    });

    test(`${name}: to whom`, () => {
      expect(judged({ targets: [OTHER, ...allowed, STRANGER] })).toBe(allowed.length === 0 ? MAY_NOT : OK);
      for (const missing of allowed) {
        const others = allowed.filter((target) => target !== missing);
        expect(judged({ targets: [STRANGER, ...others] }), 'one is missing').toBe(MAY_NOT);
      }
    });

    test(`${name}: of what`, () => {
      // A fee is in TOS.
      const all = paid > 0n ? [...assets.filter((asset) => asset !== NATIVE_ASSET), NATIVE_ASSET] : assets;
      expect(judged({ assets: [STRANGER, ...all] })).toBe(all.length === 0 ? MAY_NOT : OK);
      for (const missing of all) {
        const others = all.filter((asset) => asset !== missing);
        expect(judged({ assets: [STRANGER, ...others] }), 'one is missing').toBe(MAY_NOT);
      }
    });
  }

  /** The key that stands for the contract that the owner deploys. */
  function contractKeys(): Uint8Array[] {
    const { overlay } = prepare([of(ordinary['deploy_contract']!.payload, OWNER)], stateOf());
    for (let cell = 0; cell < overlay.cellCount; cell++) {
      const { domain, key } = overlay.ref(cell);
      if (domain.name === 'contract') return [publicKeyOfHash(key)];
    }
    throw new Error('no contract is named');
  }

  test('a fee in ENERGY is no asset and spends nothing', () => {
    const one = of(transfers([FRIEND, 7n, GOLD]), SESSION, { fee: 0n, feeType: FeeType.ENERGY });
    expect(judge(one, stateOf({}, { maxValue: 7n, assets: [GOLD] }))).toBe(OK);
  });

  test('the limit is of each transaction alone', () => {
    const list = [0n, 1n, 2n].map((nonce) => of(transfers([FRIEND, 7n]), SESSION, { nonce }));
    expect(execute(prepare(list, stateOf({}, { maxValue: 100_007n }), { evidence }))).toEqual([0, 0, 0]);
  });

  test('sums beyond a u64 are 0304, amounts alone or with the fee, in whatever assets', () => {
    const amounts = (...list: bigint[]) =>
      of(transfers(...list.map((amount) => [FRIEND, amount, GOLD] as const)), SESSION);
    expect(judge(amounts(U64_MAX, 1n), stateOf())).toBe(ErrorCode.OVERFLOW);
    expect(judge(amounts(U64_MAX - fee + 1n), stateOf())).toBe(ErrorCode.OVERFLOW);
    expect(judge(amounts(U64_MAX - fee), stateOf())).toBe(OK);
  });

  test('beside a root none of the chain’s own keys signs', () => {
    expect(judge(of(transfers([FRIEND, 7n]), SESSION), stateOf({ sessionKeyRoot: GOLD }))).toBe(MAY_NOT);
    expect(judge(of(transfers([FRIEND, 7n]), CONTROLLER), stateOf({ sessionKeyRoot: GOLD }))).toBe(OK);
  });

  test.each([1, 2, 3])('a key that ends at 2 signs at 1 and no more (%i)', (topoheight) => {
    const bench = prepare([of(transfers([FRIEND, 7n]), SESSION)], stateOf(), { evidence, topoheight });
    expect(execute(bench)).toEqual([topoheight < 2 ? 0 : MAY_NOT]);
  });
});

describe('codes', () => {
  const send = (signer: Uint8Array) => of(transfers([FRIEND, 7n]), signer);

  test.each<[string, State, Uint8Array, ErrorCode]>([
    ['a stranger', stateOf(), STRANGER, ErrorCode.INVALID_SIGNATURE],
    ['a stranger, and the controller is no point', stateOf({ controller: BROKEN }), STRANGER, ErrorCode.UNKNOWN],
    ['a session key, and the controller is no point', stateOf({ controller: BROKEN }), SESSION, OK],
    ['a key with two roles has the first: the owner', stateOf({}, { key: OWNER, maxValue: 1n }), OWNER, OK],
    [
      'a key with two roles has the first: the controller',
      stateOf({}, { key: CONTROLLER, maxValue: 1n }),
      CONTROLLER,
      OK,
    ],
    ['a record of somebody else', stateOf({ owner: FRIEND }), OWNER, MAY_NOT],
    ['a record of nobody', stateOf({ owner: NATIVE_ASSET }), OWNER, MAY_NOT],
    [
      'a controller of zeros, for which anybody can sign',
      stateOf({ controller: NATIVE_ASSET }),
      OWNER,
      ErrorCode.INVALID_PAYLOAD,
    ],
  ])('%s', (_, state, signer, code) => {
    expect(judge(send(signer), state)).toBe(code);
  });

  test('co-signatures are for the owner: another signer needs none, and takes none (0400)', () => {
    const guarded = [...stateOf(), ...multisig(OWNER, 1, FRIEND)];
    const coSigned = { multisig: [{ id: 0, signature: new Uint8Array(64) }] };
    const codes = (state: State, changes: Partial<Transaction>) =>
      [OWNER, CONTROLLER, SESSION].map((signer) => codeOf({ ...send(signer), ...changes }, state, { evidence }));
    const missing = codeOf(send(OWNER), guarded, { evidence });
    expect(missing).not.toBe(OK);
    expect(codes(guarded, {})).toEqual([missing, OK, OK]);
    expect(codes(guarded, coSigned)).toEqual([OK, MAY_NOT, MAY_NOT]);
    expect(codes(stateOf(), coSigned).slice(1)).toEqual([MAY_NOT, MAY_NOT]);
  });

  test('they come before the balance and behind the checks of the type', () => {
    const poor = [...stateOf().filter(([ref]) => ref.domain.name !== 'balance'), ...balance(OWNER, 100_000n)];
    expect(codeOf(send(OWNER), poor, { evidence })).toBe(ErrorCode.INSUFFICIENT_BALANCE);
    expect(codeOf(send(EXPIRED), poor, { evidence })).toBe(MAY_NOT);
    expect(codeOf(of(transfers([OWNER, 7n]), STRANGER), poor, { evidence })).toBe(ErrorCode.SELF_OPERATION);
  });
});

describe('within a block', () => {
  const send = (signer: Uint8Array) => of(transfers([FRIEND, 7n]), signer);
  const change = (payload: AgentAccountPayload) => of(payload, OWNER);
  const rotate = change({ type, variant: 'rotate_controller', newController: OTHER });
  const freeze = change({ type, variant: 'set_status', status: 1 });
  const thaw = change({ type, variant: 'set_status', status: 0 });
  const add = change({ type, variant: 'add_session_key', key: { ...added, maxValuePerWindow: U64_MAX } });
  const revoke = change({ type, variant: 'revoke_session_key', keyId: 900n });
  const plain = stateOf().filter(([ref]) => ref.domain.name === 'nonce' || ref.domain.name === 'balance');
  const bad = ErrorCode.INVALID_SIGNATURE;

  test.each<[string, State, Transaction[], ErrorCode[]]>([
    ['a new controller signs, the old one no more', stateOf(), [rotate, send(OTHER), send(CONTROLLER)], [OK, OK, bad]],
    ['before, the old one signs', stateOf(), [send(OTHER), send(CONTROLLER), rotate], [bad, OK, OK]],
    ['a session key that was added', stateOf(), [send(FRIEND), add, send(FRIEND)], [bad, OK, OK]],
    ['one that was revoked', stateOf(), [send(SESSION), revoke, send(SESSION)], [OK, OK, bad]],
    [
      'a frozen account',
      stateOf(),
      [freeze, send(OWNER), send(CONTROLLER), thaw, send(SESSION)],
      [OK, MAY_NOT, MAY_NOT, OK, OK],
    ],
    [
      'an account that becomes an agent',
      plain,
      [send(OTHER), change(register), send(OTHER), send(OWNER)],
      [bad, OK, OK, OK],
    ],
    [
      'a change that fails changes nothing',
      stateOf(),
      [{ ...rotate, signature: by(CONTROLLER) }, send(OTHER), send(CONTROLLER)],
      [MAY_NOT, bad, OK],
    ],
  ])('%s', (_, state, list, codes) => {
    // The next transaction gets the nonce of one that fails.
    let nonce = 0n;
    const numbered = list.map((one, i) => ({ ...one, nonce: codes[i] === OK ? nonce++ : nonce }));
    expect(execute(prepare(numbered, state, { evidence }))).toEqual(codes);
  });

  test('only the block’s own agents are judged in their turn; a plain account is not', () => {
    const stranger = transaction({ source: STRANGER });
    const bench = prepare([change(register), send(OWNER), stranger], [...plain, ...account(STRANGER, COIN)]);
    expect([0, 1, 2].map((i) => ownerSigns(i, bench.access, bench.overlay))).toEqual([false, false, true]);
    const before = prepare([send(OWNER), stranger], [...stateOf(), ...account(STRANGER, COIN)]);
    expect([0, 1].map((i) => ownerSigns(i, before.access, before.overlay))).toEqual([false, true]);
  });

  test('the account itself pays the fee, whoever signs and whatever its energy pool', () => {
    for (const signer of [OWNER, CONTROLLER, SESSION]) {
      const state = stateOf({ energyPool: CONTROLLER });
      const bench = prepare([send(signer)], state, { evidence });
      expect(execute(bench)).toEqual([OK]);
      const pool = balance(CONTROLLER, 10_000n * COIN)[0]!;
      expect(recordOf(stateAfter(bench, state), pool[0])).toEqual(pool[1]);
    }
  });
});
