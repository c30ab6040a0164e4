import { encodeAddress } from '@tos/crypto';
import { networks, stringifyExactJson } from '@tos/protocol';
import type { Payload, ValueCell } from '@tos/transaction';
import { expect, test } from 'vitest';
import { examples } from '../../../../../../packages/transaction/test/samples.ts';
import { type PayloadJson, payloadJson, toPayloadJson } from './payload-json.ts';

const filled = (byte: number) => new Uint8Array(32).fill(byte);
const list = (byte: number) => new Array<number>(32).fill(byte);
const hex = (byte: number) => byte.toString(16).padStart(2, '0').repeat(32);
/** A proof whose part n is 32 bytes n + 1. */
const proof = (parts: number) => Uint8Array.from({ length: 32 * parts }, (_, i) => Math.floor(i / 32) + 1);
const address = (byte: number) => encodeAddress(filled(byte), networks.devnet);

const extraData = Uint8Array.of(0, 255);
const validityProof = { Y_0: list(1), Y_1: list(2), Y_2: list(3), z_r: list(4), z_x: list(5) };
const call = { maxGas: 9n, deposits: [{ asset: filled(1), amount: 2n ** 64n - 1n }] };

/** Every payload with the JSON that the original has for it. */
const cases: readonly (readonly [Payload, PayloadJson])[] = [
  [
    {
      type: 'transfers',
      transfers: [
        { asset: filled(0), destination: filled(2), amount: 2n ** 64n - 1n, extraData: null },
        { asset: filled(1), destination: filled(3), amount: 0n, extraData },
      ],
    },
    {
      transfers: [
        { asset: hex(0), destination: address(2), amount: 2n ** 64n - 1n, extra_data: null },
        { asset: hex(1), destination: address(3), amount: 0n, extra_data: [0, 255] },
      ],
    },
  ],
  [{ type: 'burn', asset: filled(0), amount: 5n }, { burn: { asset: hex(0), amount: 5n } }],
  [
    { type: 'multisig', threshold: 2, participants: [filled(1), filled(2)] },
    { multi_sig: { threshold: 2, participants: [list(1), list(2)] } },
  ],
  [{ type: 'multisig', threshold: 0, participants: [] }, { multi_sig: { threshold: 0, participants: [] } }],
  [
    { type: 'invoke_contract', contract: filled(7), entryId: 3, ...call, parameters: [] },
    {
      invoke_contract: {
        contract: hex(7),
        deposits: { [hex(1)]: 2n ** 64n - 1n },
        entry_id: 3,
        max_gas: 9n,
        parameters: [],
      },
    },
  ],
  [
    { type: 'deploy_contract', module: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1), invoke: null },
    { deploy_contract: { module: '7f454c4601', invoke: null } },
  ],
  [
    { type: 'deploy_contract', module: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), invoke: call },
    { deploy_contract: { module: '7f454c46', invoke: { max_gas: 9n, deposits: { [hex(1)]: 2n ** 64n - 1n } } } },
  ],
  [
    { type: 'energy', variant: 'freeze_tos', amount: 8n, durationDays: 7 },
    { energy: { FreezeTos: { amount: 8n, duration: { days: 7 } } } },
  ],
  [
    {
      type: 'energy',
      variant: 'freeze_tos_delegate',
      delegatees: [{ delegatee: filled(4), amount: 6n }],
      durationDays: 3,
    },
    { energy: { FreezeTosDelegate: { delegatees: [{ delegatee: list(4), amount: 6n }], duration: { days: 3 } } } },
  ],
  [
    {
      type: 'energy',
      variant: 'unfreeze_tos',
      amount: 6n,
      fromDelegation: true,
      recordIndex: 0,
      delegatee: filled(4),
    },
    { energy: { UnfreezeTos: { amount: 6n, from_delegation: true, record_index: 0, delegatee_address: list(4) } } },
  ],
  [
    {
      type: 'energy',
      variant: 'unfreeze_tos',
      amount: 6n,
      fromDelegation: false,
      recordIndex: null,
      delegatee: null,
    },
    { energy: { UnfreezeTos: { amount: 6n, from_delegation: false, record_index: null, delegatee_address: null } } },
  ],
  [{ type: 'energy', variant: 'withdraw_unfrozen' }, { energy: 'WithdrawUnfrozen' }],
  [
    {
      type: 'agent_account',
      variant: 'register',
      controller: filled(1),
      policyHash: filled(2),
      energyPool: filled(3),
      sessionKeyRoot: filled(4),
    },
    {
      agent_account: {
        Register: { controller: list(1), policy_hash: hex(2), energy_pool: list(3), session_key_root: hex(4) },
      },
    },
  ],
  [
    {
      type: 'agent_account',
      variant: 'register',
      controller: filled(1),
      policyHash: filled(2),
      energyPool: null,
      sessionKeyRoot: null,
    },
    {
      agent_account: {
        Register: { controller: list(1), policy_hash: hex(2), energy_pool: null, session_key_root: null },
      },
    },
  ],
  [
    { type: 'agent_account', variant: 'update_policy', policyHash: filled(2) },
    { agent_account: { UpdatePolicy: { policy_hash: hex(2) } } },
  ],
  [
    { type: 'agent_account', variant: 'rotate_controller', newController: filled(2) },
    { agent_account: { RotateController: { new_controller: list(2) } } },
  ],
  [{ type: 'agent_account', variant: 'set_status', status: 1 }, { agent_account: { SetStatus: { status: 1 } } }],
  [
    { type: 'agent_account', variant: 'set_energy_pool', energyPool: filled(3) },
    { agent_account: { SetEnergyPool: { energy_pool: list(3) } } },
  ],
  [
    { type: 'agent_account', variant: 'set_energy_pool', energyPool: null },
    { agent_account: { SetEnergyPool: { energy_pool: null } } },
  ],
  [
    { type: 'agent_account', variant: 'set_session_key_root', sessionKeyRoot: filled(3) },
    { agent_account: { SetSessionKeyRoot: { session_key_root: hex(3) } } },
  ],
  [
    { type: 'agent_account', variant: 'set_session_key_root', sessionKeyRoot: null },
    { agent_account: { SetSessionKeyRoot: { session_key_root: null } } },
  ],
  [
    {
      type: 'agent_account',
      variant: 'add_session_key',
      key: {
        keyId: 2n ** 64n - 1n,
        publicKey: filled(1),
        expiryTopoheight: 10n,
        maxValuePerWindow: 11n,
        allowedTargets: [filled(2)],
        allowedAssets: [filled(3)],
      },
    },
    {
      agent_account: {
        AddSessionKey: {
          key: {
            key_id: 2n ** 64n - 1n,
            public_key: list(1),
            expiry_topoheight: 10n,
            max_value_per_window: 11n,
            allowed_targets: [list(2)],
            allowed_assets: [hex(3)],
          },
        },
      },
    },
  ],
  [
    { type: 'agent_account', variant: 'revoke_session_key', keyId: 7n },
    { agent_account: { RevokeSessionKey: { key_id: 7n } } },
  ],
  [
    {
      type: 'uno_transfers',
      transfers: [
        {
          asset: filled(1),
          destination: filled(2),
          extraData: null,
          commitment: filled(3),
          senderHandle: filled(4),
          receiverHandle: filled(5),
          validityProof: proof(5),
        },
      ],
      sourceCommitments: [],
      rangeProof: new Uint8Array(288),
    },
    {
      uno_transfers: [
        {
          asset: hex(1),
          destination: list(2),
          extra_data: null,
          commitment: list(3),
          sender_handle: list(4),
          receiver_handle: list(5),
          ct_validity_proof: validityProof,
        },
      ],
    },
  ],
  [
    {
      type: 'shield_transfers',
      transfers: [
        {
          asset: filled(0),
          destination: filled(2),
          amount: 100n,
          extraData,
          commitment: filled(3),
          receiverHandle: filled(5),
          proof: proof(3),
        },
      ],
      sourceCommitments: [],
    },
    {
      shield_transfers: [
        {
          asset: hex(0),
          destination: list(2),
          amount: 100n,
          extra_data: [0, 255],
          commitment: list(3),
          receiver_handle: list(5),
          proof: { Y_H: list(1), Y_P: list(2), z: list(3) },
        },
      ],
    },
  ],
  [
    {
      type: 'unshield_transfers',
      transfers: [
        {
          asset: filled(0),
          destination: filled(2),
          amount: 100n,
          extraData,
          commitment: filled(3),
          senderHandle: filled(4),
          validityProof: proof(5),
        },
      ],
      sourceCommitments: [],
      rangeProof: null,
    },
    {
      unshield_transfers: [
        {
          asset: hex(0),
          destination: list(2),
          amount: 100n,
          extra_data: [0, 255],
          commitment: list(3),
          sender_handle: list(4),
          ct_validity_proof: validityProof,
        },
      ],
    },
  ],
  [{ type: 'register_name', name: 'alice' }, { register_name: { name: 'alice' } }],
];

const kindOf = (payload: Payload) => ('variant' in payload ? `${payload.type} ${payload.variant}` : payload.type);

test('the cases have every type and variant', () => {
  const covered = new Set(cases.map(([payload]) => kindOf(payload)));
  expect(covered).toEqual(new Set(Object.values(examples).map(kindOf)));
});

test.each(cases.map(([payload, expected]) => [kindOf(payload), payload, expected] as const))(
  'a payload of type %s has the JSON of the original',
  (_, payload, expected) => {
    const json = toPayloadJson(payload, networks.devnet);
    expect(json).toEqual(expected);
    expect(payloadJson.parse(json)).toEqual(json);
    expect(stringifyExactJson(json)).toBe(stringifyExactJson(expected));
  },
);

test('an address is of the network', () => {
  const transfers = [{ asset: filled(0), destination: filled(2), amount: 1n, extraData: null }];
  const json = toPayloadJson({ type: 'transfers', transfers }, networks.mainnet);
  expect(json).toMatchObject({ transfers: [{ destination: encodeAddress(filled(2), networks.mainnet) }] });
});

test('value cells are tagged with their types, level by level', () => {
  const parameters: ValueCell[] = [
    { kind: 'default', value: null },
    { kind: 'default', value: { type: 'bool', value: true } },
    { kind: 'default', value: { type: 'string', value: 'text' } },
    { kind: 'default', value: { type: 'u8', value: 1n } },
    { kind: 'default', value: { type: 'u128', value: 2n ** 128n - 1n } },
    { kind: 'default', value: { type: 'u256', value: 2n ** 256n - 1n } },
    {
      kind: 'default',
      value: {
        type: 'range',
        value: [
          { type: 'u16', value: 1n },
          { type: 'u16', value: 9n },
        ],
      },
    },
    { kind: 'bytes', value: extraData },
    { kind: 'object', value: [{ kind: 'object', value: [] }] },
    {
      kind: 'map',
      value: [
        [
          { kind: 'default', value: { type: 'u64', value: 1n } },
          { kind: 'bytes', value: extraData },
        ],
      ],
    },
  ];
  const payload: Payload = { type: 'invoke_contract', contract: filled(7), entryId: 0, ...call, parameters };
  const json = toPayloadJson(payload, networks.devnet);
  expect(payloadJson.parse(json)).toEqual(json);
  expect(json).toMatchObject({
    invoke_contract: {
      parameters: [
        { type: 'default', value: { type: 'null' } },
        { type: 'default', value: { type: 'boolean', value: true } },
        { type: 'default', value: { type: 'string', value: 'text' } },
        { type: 'default', value: { type: 'u8', value: 1n } },
        { type: 'default', value: { type: 'u128', value: 2n ** 128n - 1n } },
        { type: 'default', value: { type: 'u256', value: String(2n ** 256n - 1n) } },
        {
          type: 'default',
          value: {
            type: 'range',
            value: [
              { type: 'u16', value: 1n },
              { type: 'u16', value: 9n },
            ],
          },
        },
        { type: 'bytes', value: [0, 255] },
        { type: 'object', value: [{ type: 'object', value: [] }] },
        {
          type: 'map',
          value: [
            [
              { type: 'default', value: { type: 'u64', value: 1n } },
              { type: 'bytes', value: [0, 255] },
            ],
          ],
        },
      ],
    },
  });
});
