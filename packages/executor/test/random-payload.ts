import { COIN, U64_MAX } from '@tos/protocol';
import { NATIVE_ASSET } from '@tos/state';
import type { Payload } from '@tos/transaction';
import fc from 'fast-check';
import { accountKey, CO_SIGNERS, OTHER_ASSET, sessionKeyOf, UNKNOWN_ASSET } from './block-parts.ts';

// Payloads of every type over a small universe: mostly ordinary, sometimes with extreme values, often in conflict with one another.

export const amount: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(0n, 60_000n) },
  { weight: 1, arbitrary: fc.constantFrom(0n, U64_MAX, U64_MAX - 20_000n, 1n << 63n, (1n << 32n) - 1n, 1n << 32n) },
);
const asset = fc.oneof(
  { weight: 16, arbitrary: fc.constant(NATIVE_ASSET) },
  { weight: 4, arbitrary: fc.constant(OTHER_ASSET) },
  { weight: 1, arbitrary: fc.constant(UNKNOWN_ASSET) },
);
/** Draws atomic units, mostly whole TOS. */
const frozenAmount = fc.oneof(
  { weight: 12, arbitrary: fc.bigInt(1n, 3n).map((whole) => whole * COIN) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, COIN + 1n, 5_000n * COIN, U64_MAX - (U64_MAX % COIN)) },
);
const days = fc.constantFrom(3, 7, 8, 365);
const hash = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0x91, 0x92).map((fill) => new Uint8Array(32).fill(fill)) },
  { weight: 1, arbitrary: fc.constant(NATIVE_ASSET) },
);
const bytes = (size: number): Uint8Array => new Uint8Array(size);

function energy(key: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Payload> {
  const type = fc.constant('energy' as const);
  const delegatee = fc.record({ delegatee: key, amount: frozenAmount });
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type,
        variant: fc.constant('freeze_tos' as const),
        amount: frozenAmount,
        durationDays: days,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        type,
        variant: fc.constant('freeze_tos_delegate' as const),
        delegatees: fc.array(delegatee, { maxLength: 3 }),
        durationDays: days,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type,
        variant: fc.constant('unfreeze_tos' as const),
        amount: frozenAmount,
        fromDelegation: fc.boolean(),
        recordIndex: fc.option(fc.constantFrom(0, 1, 2, 0xffff_ffff), { freq: 2 }),
        delegatee: fc.option(key, { freq: 2 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type, variant: fc.constant('withdraw_unfrozen' as const) }) },
  );
}

function agent(key: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Payload> {
  const type = fc.constant('agent_account' as const);
  const controller = fc.oneof({ weight: 8, arbitrary: key }, { weight: 1, arbitrary: fc.constant(NATIVE_ASSET) });
  const pool = fc.option(controller);
  const root = fc.option(hash);
  const keyId = fc.constantFrom(0n, 1n, 2n, U64_MAX);
  const list = fc.oneof(
    { weight: 8, arbitrary: fc.array(controller, { maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom(64, 65).map((size) => new Array<Uint8Array>(size).fill(OTHER_ASSET)) },
  );
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type,
        variant: fc.constant('register' as const),
        controller,
        policyHash: hash,
        energyPool: pool,
        sessionKeyRoot: root,
      }),
    },
    fc.record({ type, variant: fc.constant('update_policy' as const), policyHash: hash }),
    fc.record({ type, variant: fc.constant('rotate_controller' as const), newController: controller }),
    fc.record({ type, variant: fc.constant('set_status' as const), status: fc.constantFrom(0, 1, 2, 255) }),
    fc.record({ type, variant: fc.constant('set_energy_pool' as const), energyPool: pool }),
    fc.record({ type, variant: fc.constant('set_session_key_root' as const), sessionKeyRoot: root }),
    {
      weight: 3,
      arbitrary: fc.record({
        type,
        variant: fc.constant('add_session_key' as const),
        key: fc.record({
          keyId,
          publicKey: fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(2n, 3n, 4n).map(sessionKeyOf) },
            { weight: 1, arbitrary: controller },
          ),
          expiryTopoheight: fc.constantFrom(10n, 11n, 12n, 12n, U64_MAX), // The topoheight of the block is 11.
          maxValuePerWindow: fc.oneof(amount, fc.constantFrom(100_000n, U64_MAX)),
          allowedTargets: list,
          allowedAssets: list,
        }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type, variant: fc.constant('revoke_session_key' as const), keyId }) },
  );
}

const extraData = fc.oneof(
  { weight: 8, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(0, 10, 126, 127).map(bytes) },
);

/** Draws a proof. `parity-rules.ts` reads from its first byte whether it is good. */
const shieldProof = fc.integer({ min: 0, max: 9 }).map((n) => bytes(96).with(0, n === 0 ? 0 : 1));

function shield(key: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Payload> {
  const output = fc.record({
    asset: fc.oneof(
      { weight: 12, arbitrary: fc.constant(NATIVE_ASSET) },
      { weight: 1, arbitrary: fc.constant(OTHER_ASSET) },
    ),
    destination: key,
    amount: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(100n * COIN, 101n * COIN) },
      { weight: 1, arbitrary: fc.constantFrom(0n, 100n * COIN - 1n, U64_MAX) },
    ),
    extraData,
    commitment: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    receiverHandle: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    proof: shieldProof,
  });
  const commitment = { commitment: bytes(32), proof: bytes(192), asset: NATIVE_ASSET };
  return fc.record({
    type: fc.constant('shield_transfers' as const),
    transfers: fc.array(output, { minLength: 1, maxLength: 2 }),
    sourceCommitments: fc.oneof(
      { weight: 20, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.constant([commitment]) },
    ),
  });
}

const notSupported: readonly Payload[] = [
  { type: 'invoke_contract', contract: OTHER_ASSET, deposits: [], entryId: 0, maxGas: 0n, parameters: [] },
  {
    type: 'uno_transfers',
    transfers: [
      {
        asset: NATIVE_ASSET,
        destination: OTHER_ASSET,
        extraData: null,
        commitment: bytes(32),
        senderHandle: bytes(32),
        receiverHandle: bytes(32),
        validityProof: bytes(160),
      },
    ],
    sourceCommitments: [],
    rangeProof: bytes(288),
  },
  {
    type: 'unshield_transfers',
    transfers: [
      {
        asset: NATIVE_ASSET,
        destination: OTHER_ASSET,
        amount: 1n,
        extraData: null,
        commitment: bytes(32),
        senderHandle: bytes(32),
        validityProof: bytes(160),
      },
    ],
    sourceCommitments: [],
    rangeProof: null,
  },
];

/** Draws payloads. @param universe number of accounts; one more key belongs to no account */
export function randomPayload(universe: number): fc.Arbitrary<Payload> {
  const key = fc.integer({ min: 0, max: universe }).map(accountKey);
  const transfer = fc.record({ asset, destination: key, amount, extraData });
  const coSigner = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...CO_SIGNERS) }, { weight: 1, arbitrary: key });
  return fc.oneof(
    {
      weight: 16,
      arbitrary: fc.record({
        type: fc.constant('transfers' as const),
        transfers: fc.array(transfer, { minLength: 1, maxLength: 3 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('burn' as const), asset, amount }) },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('multisig' as const),
        threshold: fc.constantFrom(1, 2, 3),
        participants: fc.uniqueArray(coSigner, { minLength: 1, maxLength: 3, selector: String }),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ type: 'multisig' as const, threshold: 0, participants: [] }) },
    { weight: 8, arbitrary: energy(key) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(
          'alice',
          'ALICE',
          'bob.1',
          'zed_z',
          'c-3',
          'admin',
          'x..y',
          '0abc',
          'dave.',
          'myhelper',
          'tos1xyz',
          'añb',
        )
        .map((name) => ({ type: 'register_name' as const, name })),
    },
    { weight: 6, arbitrary: agent(key) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('deploy_contract' as const),
        module: fc.constantFrom(0, 1, 2).map((last) => Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, last)),
        invoke: fc.oneof(
          { weight: 8, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: fc.constant({ maxGas: 5n, deposits: [] }) },
        ),
      }),
    },
    { weight: 3, arbitrary: shield(key) },
    { weight: 1, arbitrary: fc.constantFrom(...notSupported) },
  );
}
