import { concatBytes } from '@noble/hashes/utils.js';
import { networks, U64_MAX } from '@tos/protocol';
import { NATIVE_ASSET, SupplyCounter } from '@tos/state';
import type { Payload, Transaction } from '@tos/transaction';
import fc from 'fast-check';
import { MapState } from './map-state.ts';
import type { World } from './plain-oracle.ts';

/** A block over a small universe, and the state before it in both forms: for the executors and for the oracle. */
export interface RandomBlock {
  readonly transactions: readonly Transaction[];
  readonly world: World;
  readonly state: MapState;
  readonly miner: Uint8Array;
  readonly reward: bigint;
}

export const OTHER_ASSET: Uint8Array = new Uint8Array(32).fill(0xaa);
/** References at or below are good. */
export const REFERENCE_LIMIT = 10n;

export function accountKey(i: number): Uint8Array {
  return new Uint8Array(32).fill(i + 1);
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

// Mostly ordinary, sometimes at an edge.
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(0n, 60_000n) },
  { weight: 1, arbitrary: fc.constantFrom(0n, U64_MAX, U64_MAX - 20_000n, 1n << 63n, (1n << 32n) - 1n, 1n << 32n) },
);
const asset = fc.oneof(
  { weight: 4, arbitrary: fc.constant(NATIVE_ASSET) },
  { weight: 1, arbitrary: fc.constant(OTHER_ASSET) },
);
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
}

/** The same with every slip of its author mended; what is left can still fail for lack of coins. */
function mended(draft: Draft, universe: number): Draft {
  const sender = draft.sender % universe;
  const small = (value: bigint): bigint => (value % 60_000n) + 1n;
  const payload: Payload =
    draft.payload.type === 'burn'
      ? { ...draft.payload, asset: NATIVE_ASSET, amount: small(draft.payload.amount) }
      : {
          type: 'transfers',
          transfers: draft.payload.transfers.map(({ amount, destination }) => ({
            asset: NATIVE_ASSET,
            destination: destination[0] === sender + 1 ? accountKey(sender + 1) : destination,
            amount: small(amount),
            extraData: null,
          })),
        };
  const ordinary = { fee: 40_000n, feeType: 0, nonceOffset: 0, chainId: 3, topoheight: 0n } as const;
  return { ...draft, ...ordinary, sender, payload, coSignatures: null, isSigned: true };
}

function draft(universe: number): fc.Arbitrary<Draft> {
  const account = fc.integer({ min: 0, max: universe });
  const extraData = fc.oneof(
    { weight: 8, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(0, 10, 126, 127).map((size) => new Uint8Array(size)) },
  );
  const transfer = fc.record({ asset, destination: account.map(accountKey), amount, extraData });
  const payload: fc.Arbitrary<Payload> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('transfers' as const),
        transfers: fc.array(transfer, { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('burn' as const), asset, amount }) },
  );
  return fc.record({
    sender: account,
    payload,
    fee: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(25_000n, 40_000n) },
      { weight: 1, arbitrary: fc.constantFrom(0n, 9_999n, U64_MAX) },
    ),
    feeType: fc.oneof(
      { weight: 12, arbitrary: fc.constant(0 as const) },
      { weight: 1, arbitrary: fc.constantFrom(1 as const, 2 as const) },
    ),
    nonceOffset: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1) }),
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
  });
}

/** Random blocks over `universe` accounts and one that does not exist. */
export function randomBlock(universe: number, maxTransactions: number): fc.Arbitrary<RandomBlock> {
  const account = fc.record({
    nonce: fc.oneof(
      { weight: 8, arbitrary: fc.bigInt(0n, 3n) },
      { weight: 1, arbitrary: fc.constantFrom(U64_MAX, U64_MAX - 1n, 0xffff_ffffn) },
    ),
    tos: fc.oneof({ weight: 6, arbitrary: fc.noBias(fc.bigInt(0n, 400_000n)) }, { weight: 2, arbitrary: amount }),
    other: amount,
    threshold: fc.oneof({ weight: 10, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, 2) }),
  });
  return fc
    .record({
      accounts: fc.array(account, { minLength: universe, maxLength: universe }),
      drafts: fc.array(draft(universe), { maxLength: maxTransactions, size: 'max' }),
      // Half of the blocks have no slips, so that long ones are also validated to their end.
      isOrderly: fc.boolean(),
      miner: fc.integer({ min: 0, max: universe }),
      reward: fc.constantFrom(0n, 1n, 50_000n),
      burned: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0n) },
        { weight: 1, arbitrary: fc.constant(U64_MAX - 30_000n) },
      ),
    })
    .map(({ accounts, drafts, isOrderly, miner, reward, burned }) => {
      const state = new MapState();
      const world: World = { nonces: new Map(), coins: new Map(), multisig: new Map(), burned, fees: 0n };
      if (burned > 0n) state.setSupply(SupplyCounter.BURNED, burned);
      accounts.forEach(({ nonce, tos: drawn, other, threshold }, i) => {
        const tos = isOrderly ? 2_000_000n + (drawn & 0xffffffn) : drawn;
        const key = accountKey(i);
        state.setNonce(key, nonce);
        world.nonces.set(toHex(key), nonce);
        const coins = new Map();
        for (const [id, value] of [
          [NATIVE_ASSET, tos],
          [OTHER_ASSET, other],
        ] as const) {
          if (value === 0n) continue; // no record: the receiver's first balance
          state.setBalance(key, id, value);
          coins.set(toHex(id), { amount: value, credited: false, debited: false, output: 0n });
        }
        world.coins.set(toHex(key), coins);
        if (threshold > 0) {
          const participants = [0x70, 0x71].map((fill) => new Uint8Array(32).fill(fill));
          state.setMultisig(key, { threshold, participants });
          world.multisig.set(toHex(key), { threshold, participants: participants.map(toHex) });
        }
      });
      const sent = new Map<number, bigint>();
      const transactions = drafts.map((draft): Transaction => {
        const d = isOrderly ? mended(draft, universe) : draft;
        const { sender, payload, fee, feeType, chainId } = d;
        const expected = (accounts[sender]?.nonce ?? 0n) + (sent.get(sender) ?? 0n);
        sent.set(sender, (sent.get(sender) ?? 0n) + 1n);
        const nonce = BigInt.asUintN(64, expected + BigInt(d.nonceOffset));
        const reference = { hash: new Uint8Array(32), topoheight: d.topoheight };
        const coSignatures = d.coSignatures?.map((good, id) => ({ id, signature: signature(good) })) ?? null;
        // Accounts with multisig are mostly served what they ask for.
        const threshold = accounts[sender]?.threshold ?? 0;
        const asked = Array.from({ length: threshold }, (_, id) => ({ id, signature: signature(true) }));
        const multisig = coSignatures ?? (threshold > 0 ? asked : null);
        const source = accountKey(sender);
        return {
          version: 1,
          chainId,
          source,
          payload,
          fee,
          feeType,
          nonce,
          reference,
          multisig,
          signature: signature(d.isSigned),
        };
      });
      return { transactions, world, state, miner: accountKey(miner), reward };
    });
}

/** A signature as `fixtures/injected-verifier.mjs` reads it. */
export function signature(good: boolean, fault = 0): Uint8Array {
  return concatBytes(Uint8Array.of(good ? 1 : 9, fault), new Uint8Array(62));
}

export const network = networks.devnet;
