import { hexToBytes } from '@noble/hashes/utils.js';
import { FeeType, MAX_EXTRA_DATA_DECODED, U64_MAX } from '@tos/protocol';
import fc from 'fast-check';
import type {
  CoSignature,
  Deposit,
  IntegerPrimitive,
  IntegerType,
  NewSessionKey,
  Payload,
  Primitive,
  Reference,
  SourceCommitment,
  Transaction,
  ValueCell,
} from '../src/index.ts';
import { seededRandom } from './mutate-wire.ts';

const L_MINUS_1 = 'ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010';

export const u64: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(0n, U64_MAX),
  fc.constantFrom(0n, 1n, 2n ** 32n - 1n, 2n ** 32n, U64_MAX),
);
const u32 = fc.oneof(fc.nat(2 ** 32 - 1), fc.constantFrom(0, 2 ** 32 - 1));
/** Bytes that are made from one number: drawing a kilobyte of proofs byte by byte costs more than testing with it. */
const bytes = (length: number) =>
  fc.nat().map((seed) => {
    const random = seededRandom(seed);
    return Uint8Array.from({ length }, () => random(256));
  });
const key = fc.oneof(bytes(32), fc.constant(new Uint8Array(32)));
/** A canonical scalar, now and then the largest one. */
const scalar = fc.oneof(
  { weight: 5, arbitrary: bytes(32).map((raw) => raw.with(31, raw[31]! & 0x0f)) },
  { weight: 1, arbitrary: fc.constantFrom(new Uint8Array(32), hexToBytes(L_MINUS_1)) },
);
const signature = fc.tuple(scalar, scalar).map(([s, e]) => Uint8Array.of(...s, ...e));
const extraData = fc.option(
  fc.oneof({ weight: 9, arbitrary: fc.uint8Array({ maxLength: 40 }) }, bytes(MAX_EXTRA_DATA_DECODED)),
);
const proof = (points: number, scalars: number) =>
  fc
    .tuple(bytes(32 * points), fc.array(scalar, { minLength: scalars, maxLength: scalars }))
    .map(([first, rest]) => Uint8Array.of(...first, ...rest.flatMap((one) => [...one])));
const rangeProof = fc
  .oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(31) })
  .chain((rounds) => fc.tuple(proof(4, 3), proof(2 * rounds, 2)))
  .map(([first, rest]) => Uint8Array.of(...first, ...rest));

const amountOf = fc.record({ asset: key, destination: key, amount: u64, extraData });
const sourceCommitment: fc.Arbitrary<SourceCommitment> = fc.record({ commitment: key, proof: proof(3, 3), asset: key });
const sourceCommitments = fc.array(sourceCommitment, { maxLength: 3 });
const outputs = <T>(output: fc.Arbitrary<T>) => fc.array(output, { minLength: 1, maxLength: 4 });

const deposits: fc.Arbitrary<Deposit[]> = fc.uniqueArray(fc.record({ asset: key, amount: u64 }), {
  maxLength: 3,
  selector: ({ asset }) => asset.toString(),
});

const INTEGER_BITS: Record<IntegerType, number> = { u8: 8, u16: 16, u32: 32, u64: 64, u128: 128, u256: 256 };
const integerOf = (type: IntegerType): fc.Arbitrary<IntegerPrimitive> =>
  fc.bigInt(0n, 2n ** BigInt(INTEGER_BITS[type]) - 1n).map((value) => ({ type, value }));
const integerType = fc.constantFrom<IntegerType>('u8', 'u16', 'u32', 'u64', 'u128', 'u256');
const integer = integerType.chain(integerOf);
const primitive: fc.Arbitrary<Primitive> = fc.oneof(
  fc.constant(null),
  integer,
  fc.boolean().map((value) => ({ type: 'bool', value }) as const),
  fc.string({ unit: 'grapheme' }).map((value) => ({ type: 'string', value }) as const),
  integerType.chain((type) =>
    fc.tuple(integerOf(type), integerOf(type)).map((value) => ({ type: 'range', value }) as const),
  ),
);
export const valueCell: fc.Arbitrary<ValueCell> = fc.letrec<{ cell: ValueCell }>((tie) => ({
  cell: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    primitive.map((value) => ({ kind: 'default', value }) as const),
    fc.uint8Array({ maxLength: 40 }).map((value) => ({ kind: 'bytes', value }) as const),
    fc.array(tie('cell'), { maxLength: 3 }).map((value) => ({ kind: 'object', value }) as const),
    fc.array(fc.tuple(tie('cell'), tie('cell')), { maxLength: 3 }).map((value) => ({ kind: 'map', value }) as const),
  ),
})).cell;

const keyOrNull = fc.option(key);
const u32OrNull = fc.option(u32);
const invoke = fc.option(fc.record({ maxGas: u64, deposits }));
const days = fc.integer({ min: 3, max: 365 });
/** 3 to 64 bytes of any characters. */
const name = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((text) => `abc${text}`)
  .filter((text) => Buffer.byteLength(text) <= 64);
const sessionKey: fc.Arbitrary<NewSessionKey> = fc.record({
  keyId: u64,
  publicKey: key,
  expiryTopoheight: u64,
  maxValuePerWindow: u64,
  allowedTargets: fc.array(key, { maxLength: 3 }),
  allowedAssets: fc.array(key, { maxLength: 3 }),
});
const agentAccount = fc.constant('agent_account');
const energy = fc.constant('energy');

/** Payloads of every type, and of every variant of the types that have them. */
export const payloads: { readonly [name: string]: fc.Arbitrary<Payload> } = {
  burn: fc.record({ type: fc.constant('burn'), asset: key, amount: u64 }),
  transfers: fc.record({ type: fc.constant('transfers'), transfers: outputs(amountOf) }),
  multisig: fc.record({
    type: fc.constant('multisig'),
    threshold: fc.integer({ min: 1, max: 255 }),
    participants: fc.uniqueArray(key, { minLength: 1, maxLength: 4, selector: String }),
  }),
  multisig_deletion: fc.constant({ type: 'multisig', threshold: 0, participants: [] }),
  invoke_contract: fc.record({
    type: fc.constant('invoke_contract'),
    contract: key,
    deposits,
    entryId: fc.nat(0xffff),
    maxGas: u64,
    parameters: fc.array(valueCell, { maxLength: 3 }),
  }),
  deploy_contract: fc.record({
    type: fc.constant('deploy_contract'),
    module: fc.uint8Array({ maxLength: 60 }).map((rest) => Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, ...rest)),
    invoke,
  }),
  freeze_tos: fc.record({ type: energy, variant: fc.constant('freeze_tos'), amount: u64, durationDays: days }),
  freeze_tos_delegate: fc.record({
    type: energy,
    variant: fc.constant('freeze_tos_delegate'),
    delegatees: fc.array(fc.record({ delegatee: key, amount: u64 }), { maxLength: 4 }),
    durationDays: days,
  }),
  unfreeze_tos: fc.record({
    type: energy,
    variant: fc.constant('unfreeze_tos'),
    amount: u64,
    fromDelegation: fc.boolean(),
    recordIndex: u32OrNull,
    delegatee: keyOrNull,
  }),
  withdraw_unfrozen: fc.constant({ type: 'energy', variant: 'withdraw_unfrozen' }),
  uno_transfers: fc.record({
    type: fc.constant('uno_transfers'),
    transfers: outputs(
      fc.record({
        asset: key,
        destination: key,
        extraData,
        commitment: key,
        senderHandle: key,
        receiverHandle: key,
        validityProof: proof(3, 2),
      }),
    ),
    sourceCommitments,
    rangeProof,
  }),
  shield_transfers: fc.record({
    type: fc.constant('shield_transfers'),
    transfers: outputs(
      fc
        .tuple(amountOf, fc.record({ commitment: key, receiverHandle: key, proof: proof(2, 1) }))
        .map(([visible, hidden]) => ({ ...visible, ...hidden })),
    ),
    sourceCommitments,
  }),
  unshield_transfers: fc
    .tuple(
      outputs(
        fc
          .tuple(amountOf, fc.record({ commitment: key, senderHandle: key, validityProof: proof(3, 2) }))
          .map(([visible, hidden]) => ({ ...visible, ...hidden })),
      ),
      sourceCommitments,
      rangeProof,
    )
    .map(([transfers, commitments, range]) => ({
      type: 'unshield_transfers',
      transfers,
      sourceCommitments: commitments,
      rangeProof: commitments.length > 0 ? range : null,
    })),
  register_name: fc.record({ type: fc.constant('register_name'), name }),
  agent_register: fc.record({
    type: agentAccount,
    variant: fc.constant('register'),
    controller: key,
    policyHash: key,
    energyPool: keyOrNull,
    sessionKeyRoot: keyOrNull,
  }),
  agent_update_policy: fc.record({ type: agentAccount, variant: fc.constant('update_policy'), policyHash: key }),
  agent_rotate_controller: fc.record({
    type: agentAccount,
    variant: fc.constant('rotate_controller'),
    newController: key,
  }),
  agent_set_status: fc.record({ type: agentAccount, variant: fc.constant('set_status'), status: fc.nat(255) }),
  agent_set_energy_pool: fc.record({
    type: agentAccount,
    variant: fc.constant('set_energy_pool'),
    energyPool: keyOrNull,
  }),
  agent_set_session_key_root: fc.record({
    type: agentAccount,
    variant: fc.constant('set_session_key_root'),
    sessionKeyRoot: keyOrNull,
  }),
  agent_add_session_key: fc.record({ type: agentAccount, variant: fc.constant('add_session_key'), key: sessionKey }),
  agent_revoke_session_key: fc.record({
    type: agentAccount,
    variant: fc.constant('revoke_session_key'),
    keyId: u64,
  }),
};

const reference: fc.Arbitrary<Reference> = fc.record({ hash: bytes(32), topoheight: u64 });
const coSignature: fc.Arbitrary<CoSignature> = fc.record({ id: fc.nat(255), signature });

/** Any transaction that encodes, with one of these payloads. */
export function transactionOf<P>(payload: fc.Arbitrary<P>): fc.Arbitrary<Transaction<P>> {
  return fc.record({
    version: fc.constant(1),
    chainId: fc.nat(255),
    source: key,
    payload,
    fee: u64,
    feeType: fc.constantFrom(...Object.values(FeeType)),
    nonce: u64,
    reference,
    multisig: fc.option(fc.uniqueArray(coSignature, { maxLength: 3, selector: ({ id }) => id })),
    signature,
  });
}

/** Any transaction that encodes. */
export const transaction: fc.Arbitrary<Transaction> = transactionOf(fc.oneof(...Object.values(payloads)));
