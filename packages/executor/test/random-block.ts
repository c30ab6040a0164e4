import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import { COIN, networks, U64_MAX } from '@tos/protocol';
import {
  agentRef,
  contractRef,
  encodeAgent,
  encodeFrozen,
  encodeOwnedName,
  encodeSessionKey,
  encodeU64Record,
  energyRef,
  frozenRef,
  NATIVE_ASSET,
  nameOwnerRef,
  ownedNameRef,
  SupplyCounter,
  sessionKeyRef,
} from '@tos/state';
import type { AgentAccountPayload, Payload, Transaction } from '@tos/transaction';
import fc from 'fast-check';
import { accountKey, CO_SIGNERS, OTHER_ASSET, REFERENCE_LIMIT, sessionKeyOf, signature } from './block-parts.ts';
import { MapState } from './map-state.ts';
import { addressOf } from './plain-types.ts';
import { emptyWorld, type World } from './plain-world.ts';
import { amount, randomPayload } from './random-payload.ts';

export { accountKey, OTHER_ASSET, REFERENCE_LIMIT, signature } from './block-parts.ts';

/** A block over a small universe, and the state before it in both forms: for the executors and for the oracle. */
export interface RandomBlock {
  readonly transactions: readonly Transaction[];
  readonly world: World;
  readonly state: MapState;
  readonly miner: Uint8Array;
  readonly reward: bigint;
}

const chance = (oneIn: number): fc.Arbitrary<boolean> => fc.integer({ min: 0, max: oneIn - 1 }).map((n) => n === 0);

interface Draft {
  sender: number;
  payload: Payload;
  fee: bigint;
  feeType: 0 | 1 | 2;
  nonceOffset: number;
  chainId: 0 | 3;
  topoheight: bigint;
  coSignatures: boolean[] | null;
  isSigned: boolean;
  signer: Signing;
}

/** Whose key signs, where others than the owner may. `former` is the controller before the block. */
type Signing = 'owner' | 'controller' | 'former' | 'session' | 'first session' | 'expired';

/** The fee that a transaction of this type pays when its author makes no mistake. */
function ordinaryFee({ type }: Payload): bigint {
  if (type === 'energy') return 0n;
  return type === 'register_name' ? 10_000_000n : 40_000n;
}

/** What a careful author remembers of the block so far. */
type Memory = Set<string>;

/** Draws the payload of a careful author, which can still fail for lack of coins. */
function mendedPayload(payload: Payload, sender: number, universe: number, memory: Memory): Payload {
  const small = (value: bigint): bigint => (value % 60_000n) + 1n;
  const isSelf = (key: Uint8Array): boolean => key[0] === accountKey(sender)[0];
  const isFirst = (what: string): boolean => memory.size < memory.add(`${what} of ${sender}`).size;
  switch (payload.type) {
    case 'burn':
      return { ...payload, asset: NATIVE_ASSET, amount: small(payload.amount) };
    case 'transfers':
      return {
        type: 'transfers',
        transfers: payload.transfers.map(({ amount, destination }) => ({
          asset: NATIVE_ASSET,
          destination: isSelf(destination) ? accountKey(sender + 1) : destination,
          amount: small(amount),
          extraData: null,
        })),
      };
    case 'multisig':
      return { type: 'multisig', threshold: 1, participants: CO_SIGNERS };
    case 'energy': {
      const delegatee = accountKey((sender + 1) % universe);
      if (payload.variant !== 'freeze_tos_delegate' || isSelf(delegatee)) {
        return { type: 'energy', variant: 'freeze_tos', amount: COIN, durationDays: 7 };
      }
      return { ...payload, delegatees: [{ delegatee, amount: COIN }] };
    }
    case 'deploy_contract':
      // The module differs each time, because a second contract of one module would be refused.
      return {
        ...payload,
        module: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 7, memory.add(`module ${memory.size}`).size),
        invoke: null,
      };
    case 'shield_transfers': {
      const transfers = payload.transfers.map((output) => ({
        ...output,
        asset: NATIVE_ASSET,
        amount: 100n * COIN,
        proof: new Uint8Array(96).with(0, 1),
      }));
      return { ...payload, transfers, sourceCommitments: [] };
    }
    case 'register_name':
      if (isFirst('name')) return { type: 'register_name', name: `name-of-${String.fromCharCode(0x61 + sender)}` };
      break;
    case 'agent_account':
      if (isFirst('agent')) return registration;
      return mendedAgent(payload, BigInt([1, 2, 3, 4, 5, 6, 7].find((id) => isFirst(`key ${id}`)) ?? 0));
    // Nothing makes these succeed.
    case 'invoke_contract':
    case 'uno_transfers':
    case 'unshield_transfers':
      break;
    default:
      throw new Error(`nothing mends ${payload satisfies never}`);
  }
  return { type: 'burn', asset: NATIVE_ASSET, amount: 1n };
}

const registration: AgentAccountPayload = {
  type: 'agent_account',
  variant: 'register',
  controller: CO_SIGNERS[0]!,
  policyHash: OTHER_ASSET,
  energyPool: null,
  sessionKeyRoot: null,
};

/** Draws the payload of a careful author for an agent account. @param keyId of a session key that the account does not have yet; 0 when it has enough keys */
function mendedAgent(payload: AgentAccountPayload, keyId: bigint): Payload {
  const type = 'agent_account';
  switch (payload.variant) {
    case 'add_session_key': {
      if (keyId === 0n) break;
      const lives = { publicKey: sessionKeyOf(keyId), expiryTopoheight: 12n, maxValuePerWindow: U64_MAX };
      return { ...payload, key: { ...lives, keyId, allowedTargets: [], allowedAssets: [] } };
    }
    case 'update_policy':
      return { ...payload, policyHash: CO_SIGNERS[1]! };
    case 'set_session_key_root':
      return { ...payload, sessionKeyRoot: null };
  }
  return { type, variant: 'set_status', status: 0 };
}

/** Returns a draft with every slip of its author corrected. It can still fail for lack of coins. */
function mended(draft: Draft, universe: number, memory: Memory): Draft {
  const sender = draft.sender % universe;
  const payload = mendedPayload(draft.payload, sender, universe, memory);
  const ordinary = { feeType: 0, nonceOffset: 0, chainId: 3, topoheight: 0n } as const;
  const signer = draft.signer === 'former' || draft.signer === 'expired' ? 'owner' : draft.signer;
  return {
    ...draft,
    ...ordinary,
    fee: ordinaryFee(payload),
    sender,
    payload,
    coSignatures: null,
    isSigned: true,
    signer,
  };
}

function draft(universe: number): fc.Arbitrary<Draft> {
  return fc
    .record({
      sender: fc.integer({ min: 0, max: universe }),
      payload: randomPayload(universe),
      // 1 stands for the ordinary fee of the payload.
      fee: fc.oneof(
        { weight: 24, arbitrary: fc.constant(1n) },
        { weight: 4, arbitrary: fc.constant(25_000n) },
        { weight: 2, arbitrary: fc.constantFrom(0n, 9_999n, U64_MAX) },
      ),
      feeType: fc.oneof(
        { weight: 12, arbitrary: fc.constant(0 as const) },
        { weight: 2, arbitrary: fc.constantFrom(1 as const, 1 as const, 2 as const) },
      ),
      nonceOffset: fc.oneof(
        { weight: 20, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(-1, 1) },
      ),
      chainId: fc.oneof(
        { weight: 30, arbitrary: fc.constant(3 as const) },
        { weight: 1, arbitrary: fc.constant(0 as const) },
      ),
      topoheight: fc.oneof(
        { weight: 30, arbitrary: fc.bigInt(0n, REFERENCE_LIMIT) },
        { weight: 1, arbitrary: fc.constantFrom(REFERENCE_LIMIT + 1n, U64_MAX) },
      ),
      coSignatures: fc.oneof(
        { weight: 20, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.array(fc.boolean(), { maxLength: 3 }) },
      ),
      isSigned: chance(20).map((bad) => !bad),
      signer: fc.oneof(
        { weight: 8, arbitrary: fc.constant<Signing>('owner') },
        { weight: 8, arbitrary: fc.constantFrom<Signing>('controller', 'session', 'first session') },
        { weight: 1, arbitrary: fc.constantFrom<Signing>('former', 'expired') },
      ),
    })
    .map((drawn) => {
      // Most fees in ENERGY are 0, as they must be.
      const fee = drawn.fee === 1n ? (drawn.feeType === 0 ? ordinaryFee(drawn.payload) : 0n) : drawn.fee;
      return { ...drawn, fee };
    });
}

interface DrawnAccount {
  readonly nonce: bigint;
  readonly tos: bigint;
  readonly other: bigint;
  readonly threshold: number;
  readonly energy: bigint;
  readonly whole: bigint;
  readonly lots: Lots;
}

/** The freezes of an account before the block, in whole TOS. */
interface Lots {
  readonly freezes: readonly { amount: bigint; unlocksAt: bigint; days: number }[];
  readonly delegations: readonly { amount: bigint; unlocksAt: bigint; to: number; entries: number }[];
  readonly pending: readonly { amount: bigint; expiresAt: bigint }[];
  /** How many entries the lists have: freezes and delegations together, and pending unfreezes. 32 is full. */
  readonly filled: { readonly records: number; readonly pending: number };
}

const time = fc.constantFrom(0n, 10n, 11n, 12n, 500n);
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 });
const lots: fc.Arbitrary<Lots> = fc.record({
  freezes: few(fc.record({ amount: fc.bigInt(1n, 4n), unlocksAt: time, days: fc.constantFrom(3, 7, 9) })),
  delegations: few(
    fc.record({ amount: fc.bigInt(1n, 4n), unlocksAt: time, to: fc.nat(3), entries: fc.constantFrom(1, 2) }),
  ),
  pending: few(
    fc.record({
      amount: fc.oneof(
        { weight: 20, arbitrary: fc.bigInt(1n, 4n) },
        { weight: 1, arbitrary: fc.constant(U64_MAX / COIN) },
      ),
      expiresAt: time,
    }),
  ),
  filled: fc.oneof(
    { weight: 10, arbitrary: fc.constant({ records: 0, pending: 0 }) },
    { weight: 1, arbitrary: fc.record({ records: fc.constantFrom(0, 31, 32), pending: fc.constantFrom(0, 31, 32) }) },
  ),
});

const account: fc.Arbitrary<DrawnAccount> = fc.record({
  nonce: fc.oneof(
    { weight: 8, arbitrary: fc.bigInt(0n, 3n) },
    { weight: 1, arbitrary: fc.constantFrom(U64_MAX, U64_MAX - 1n, 0xffff_ffffn) },
  ),
  tos: fc.oneof({ weight: 6, arbitrary: fc.noBias(fc.bigInt(0n, 400_000n)) }, { weight: 2, arbitrary: amount }),
  other: amount,
  threshold: fc.oneof({ weight: 10, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, 2) }),
  energy: fc.oneof(
    { weight: 2, arbitrary: fc.constant(0n) },
    { weight: 4, arbitrary: fc.bigInt(1n, 3n) },
    { weight: 1, arbitrary: fc.constantFrom(U64_MAX, U64_MAX - 100n, 1n << 32n) },
  ),
  /** Whole TOS, which come on top of the small amounts. */
  whole: fc.oneof({ weight: 2, arbitrary: fc.constant(0n) }, { weight: 3, arbitrary: fc.constantFrom(1n, 8n, 1_000n) }),
  lots,
});

/** Draws blocks over `universe` accounts and one that does not exist. */
export function randomBlock(universe: number, maxTransactions: number): fc.Arbitrary<RandomBlock> {
  return fc
    .record({
      accounts: fc.array(account, { minLength: universe, maxLength: universe }),
      drafts: fc.array(draft(universe), { maxLength: maxTransactions, size: 'max' }),
      // Half of the blocks have no slips, so that long blocks are also validated to their end.
      isOrderly: fc.boolean(),
      // Whether a failing transaction uses up its nonce for the drafts behind it, or the next one has the same nonce.
      nonceWalks: fc.boolean(),
      miner: fc.integer({ min: 0, max: universe }),
      reward: fc.constantFrom(0n, 1n, 50_000n),
      burned: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0n) },
        { weight: 1, arbitrary: fc.constant(U64_MAX - 30_000n) },
      ),
      registered: fc.nat(15),
      // The asset is registered in most blocks; the accounts have coins of it in all of them.
      knowsOther: chance(8).map((no) => !no),
    })
    .map(({ accounts: drawn, drafts, isOrderly, nonceWalks, miner, reward, burned, registered, knowsOther }) => {
      const state = new MapState();
      const world: World = { ...emptyWorld(), burned: isOrderly ? 0n : burned };
      if (world.burned > 0n) state.setSupply(SupplyCounter.BURNED, world.burned);
      const accounts = isOrderly ? drawn.map(comfortable) : drawn.map(wealthy);
      if (knowsOther) {
        state.setAsset(OTHER_ASSET);
        world.assets.add(bytesToHex(OTHER_ASSET));
      }
      for (const [i, account] of accounts.entries()) putAccount(i, account, state, world);
      if (!isOrderly) putRegistrations(registered, universe, state, world);
      const haveAgents = !isOrderly && (registered & 2) !== 0;
      const transactions = signed(drafts, accounts, { isOrderly, nonceWalks, haveAgents });
      return { transactions, world, state, miner: accountKey(miner), reward };
    });
}

/** An account that can pay for every correct transaction. */
function comfortable(account: DrawnAccount): DrawnAccount {
  const tos = 5_000n * COIN + (account.tos & 0xffffffn);
  return {
    ...account,
    tos,
    nonce: account.nonce & 3n,
    energy: account.energy & 3n,
    lots: { ...account.lots, filled: { records: 0, pending: 0 } },
  };
}

function wealthy(account: DrawnAccount): DrawnAccount {
  const tos = account.tos + account.whole * COIN;
  return tos > U64_MAX ? account : { ...account, tos };
}

function putAccount(i: number, drawn: DrawnAccount, state: MapState, world: World): void {
  const { nonce, tos, other, threshold, energy } = drawn;
  const key = accountKey(i);
  const account = bytesToHex(key);
  state.setNonce(key, nonce);
  world.nonces.set(account, nonce);
  const coins = new Map();
  for (const [id, value] of [
    [NATIVE_ASSET, tos],
    [OTHER_ASSET, other],
  ] as const) {
    if (value === 0n) continue; // Without a record, the transfer creates the first balance of the receiver.
    state.setBalance(key, id, value);
    coins.set(bytesToHex(id), { amount: value, credited: false, debited: false, output: 0n });
  }
  world.coins.set(account, coins);
  if (threshold > 0) {
    state.setMultisig(key, { threshold, participants: CO_SIGNERS });
    world.multisig.set(account, { threshold, participants: CO_SIGNERS.map(bytesToHex) });
  }
  if (energy > 0n) {
    state.put(energyRef(key), encodeU64Record(energy));
    world.energy.set(account, energy);
  }
  putFrozen(key, drawn.lots, state, world);
}

function putFrozen(
  key: Uint8Array,
  { freezes, delegations, pending, filled }: Lots,
  state: MapState,
  world: World,
): void {
  const repeated = <T>(list: readonly T[], size: number): T[] =>
    size > 0 && list.length > 0 ? Array.from({ length: size }, (_, k) => list[k % list.length]!) : [...list];
  const lent = repeated(delegations, freezes.length === 0 ? filled.records : 0);
  const frozen = {
    freezes: repeated(freezes, Math.max(0, filled.records - lent.length)).map((freeze) => ({
      ...freeze,
      energy: 5n,
      frozenAt: 0n,
    })),
    delegations: lent.map(({ to, amount, unlocksAt, entries }) => ({
      frozenAt: 0n,
      unlocksAt,
      days: 3,
      entries: [to, to + 1].slice(0, entries).map((n) => ({ delegatee: accountKey(n), amount, energy: 7n })),
    })),
    pending: repeated(pending, filled.pending),
  };
  const amounts = [...frozen.freezes, ...frozen.delegations.flatMap(({ entries }) => entries)].map((one) => one.amount);
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  if (total === 0n && pending.length === 0) return; // There is no record.
  state.put(frozenRef(key), encodeFrozen({ total, ...frozen }));
  world.frozen.set(bytesToHex(key), {
    total,
    freezes: structuredClone(frozen.freezes),
    delegations: frozen.delegations.map(({ entries, ...record }) => ({
      ...record,
      entries: entries.map(({ delegatee, ...entry }) => ({ ...entry, delegatee: bytesToHex(delegatee) })),
    })),
    pending: structuredClone(frozen.pending),
  });
}

/** The registrations before the block: bit 0 a name of account 0, bit 1 an agent for every account, bit 2 a contract of account 0, bit 3 one of account 1. */
function putRegistrations(registered: number, universe: number, state: MapState, world: World): void {
  if (registered & 1) {
    const [key, name] = [accountKey(0), new TextEncoder().encode('alice')];
    state.put(nameOwnerRef(blake3(name)), key);
    state.put(ownedNameRef(key), encodeOwnedName(name));
    world.names.set('alice', bytesToHex(key));
  }
  if (registered & 2) for (let i = 0; i < universe; i++) putAgent(i, state, world);
  for (const i of [0, 1]) {
    if ((registered & (4 << i)) === 0) continue;
    const module = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, i);
    const address = addressOf(bytesToHex(accountKey(i)), module);
    state.put(contractRef(hexToBytes(address)), module);
    world.contracts.set(address, bytesToHex(module));
  }
}

function putAgent(i: number, state: MapState, world: World): void {
  const [owner, controller] = [accountKey(i), accountKey(i + 1)];
  const account = bytesToHex(owner);
  const rest = { status: 0, sessionKeyRoot: null };
  const energyPool = i % 2 === 0 ? controller : null;
  state.put(
    agentRef(owner),
    encodeAgent({ owner, controller, policyHash: OTHER_ASSET, ...rest, energyPool, sessionKeys: [0n, 1n] }),
  );
  world.agents.set(account, {
    owner: account,
    controller: bytesToHex(controller),
    policyHash: bytesToHex(OTHER_ASSET),
    energyPool: energyPool && bytesToHex(energyPool),
    ...rest,
  });
  const keys = new Map();
  // The first key has expired in every account; the second still signs in every other account, for transfers to the controller.
  for (const id of [0n, 1n]) {
    const limits = { expiresAt: id === 1n && i % 2 === 0 ? 12n : 11n, maxValue: 90_000n, assets: [] };
    const targets = id === 0n ? [] : [controller];
    state.put(sessionKeyRef(owner, id), encodeSessionKey({ key: sessionKeyOf(id), targets, ...limits }));
    keys.set(id, { key: bytesToHex(sessionKeyOf(id)), targets: targets.map(bytesToHex), ...limits });
  }
  world.sessionKeys.set(account, keys);
}

/** Whether a transaction is sure to fail, whatever the state. */
function hasSlip({ nonceOffset, isSigned, chainId, topoheight, feeType, fee, coSignatures, payload }: Draft): boolean {
  const isRefused =
    payload.type === 'uno_transfers' || payload.type === 'unshield_transfers' || payload.type === 'invoke_contract';
  const isUnpaid = feeType === 2 || fee === U64_MAX || (feeType === 0 && fee === 0n && payload.type !== 'energy');
  return (
    isRefused ||
    isUnpaid ||
    nonceOffset !== 0 ||
    !isSigned ||
    chainId !== 3 ||
    topoheight > REFERENCE_LIMIT ||
    coSignatures !== null
  );
}

/** The keys that may sign for an account, if every transaction so far succeeds, as its author believes. */
class AgentKeys {
  readonly #owner: Uint8Array;
  readonly #former: Uint8Array;
  #controller: Uint8Array | undefined;
  #sessions: readonly { readonly id: bigint; readonly key: Uint8Array }[];

  constructor(i: number, isAgent: boolean) {
    this.#owner = accountKey(i);
    this.#former = accountKey(i + 1);
    this.#controller = isAgent ? this.#former : undefined;
    this.#sessions = isAgent ? [{ id: 1n, key: sessionKeyOf(1n) }] : [];
  }

  keyFor(signing: Signing, payload: Payload): Uint8Array {
    // Authors make few mistakes where there is no agent yet, and with what only the owner may sign.
    if (this.#controller === undefined) return this.#owner;
    const isAdmin = payload.type === 'agent_account' && payload.variant !== 'register';
    switch (signing) {
      case 'owner':
        return this.#owner;
      case 'controller':
        return isAdmin ? this.#owner : this.#controller;
      case 'session':
        return isAdmin ? this.#owner : (this.#sessions.at(-1)?.key ?? this.#controller);
      case 'first session':
        return this.#sessions[0]?.key ?? this.#owner;
      case 'former':
        return this.#former;
      case 'expired':
        return sessionKeyOf(0n);
    }
  }

  after(payload: Payload): void {
    if (payload.type !== 'agent_account') return;
    if (payload.variant === 'register') this.#controller ??= payload.controller;
    else if (payload.variant === 'rotate_controller') this.#controller &&= payload.newController;
    else if (payload.variant === 'revoke_session_key') {
      this.#sessions = this.#sessions.filter(({ id }) => id !== payload.keyId);
    } else if (payload.variant === 'add_session_key') {
      this.#sessions = [...this.#sessions, { id: payload.key.keyId, key: payload.key.publicKey }];
    }
  }
}

/** Makes the transactions of drafts, most of them with the nonces and co-signatures that their senders need. */
function signed(
  drafts: readonly Draft[],
  accounts: readonly DrawnAccount[],
  { isOrderly, nonceWalks, haveAgents }: { isOrderly: boolean; nonceWalks: boolean; haveAgents: boolean },
): Transaction[] {
  const memory: Memory = new Set();
  const signers = accounts.map((_, i) => new AgentKeys(i, haveAgents));
  const sent = new Map<number, bigint>();
  const thresholds = new Map(accounts.map(({ threshold }, i) => [i, threshold]));
  return drafts.map((draft): Transaction => {
    const d = isOrderly ? mended(draft, accounts.length, memory) : draft;
    const { sender, payload, fee, feeType, chainId } = d;
    const by = signers[sender]?.keyFor(d.signer, payload) ?? accountKey(sender);
    signers[sender]?.after(payload);
    const expected = (accounts[sender]?.nonce ?? 0n) + (sent.get(sender) ?? 0n);
    if (nonceWalks || !hasSlip(d)) sent.set(sender, (sent.get(sender) ?? 0n) + 1n);
    const nonce = BigInt.asUintN(64, expected + BigInt(d.nonceOffset));
    const reference = { hash: new Uint8Array(32), topoheight: d.topoheight };
    const coSignatures = d.coSignatures?.map((good, id) => ({ id, signature: signature(good) })) ?? null;
    // Most transactions of accounts with multisig have the co-signatures that they need.
    const threshold = thresholds.get(sender) ?? 0;
    const asked = Array.from({ length: threshold }, (_, id) => ({ id, signature: signature(true) }));
    const isOwners = by[0] === accountKey(sender)[0];
    const multisig = coSignatures ?? (threshold > 0 && isOwners ? asked : null);
    if (payload.type === 'multisig' && payload.threshold <= payload.participants.length) {
      thresholds.set(sender, payload.threshold);
    }
    // Co-signatures raise the minimum fee.
    const added =
      multisig !== null && fee > 0n && payload.type !== 'energy' && fee < U64_MAX
        ? 5_000n * BigInt(multisig.length)
        : 0n;
    const source = accountKey(sender);
    return {
      version: 1,
      chainId,
      source,
      payload,
      fee: fee + added,
      feeType,
      nonce,
      reference,
      multisig,
      signature: signature(d.isSigned, 0, by),
    };
  });
}

export const network = networks.devnet;
