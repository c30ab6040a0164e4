import type { Payload, Transaction } from '../src/index.ts';

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);

export const burnSample: Transaction = {
  version: 1,
  chainId: 3,
  source: filled(32, 0xa1),
  payload: { type: 'burn', asset: filled(32, 0), amount: 0x0102030405060708n },
  fee: 10_000n,
  feeType: 0,
  nonce: 7n,
  reference: { hash: filled(32, 0xb2), topoheight: 2n ** 40n + 5n },
  multisig: null,
  signature: filled(64, 0x07),
};

/** Two outputs, one of them with extra data, and two co-signatures: every optional field of the envelope. */
export const transfersSample: Transaction = {
  ...burnSample,
  payload: {
    type: 'transfers',
    transfers: [
      { asset: filled(32, 0), destination: filled(32, 0xc3), amount: 5n, extraData: Uint8Array.of(1, 2, 3) },
      { asset: filled(32, 0x11), destination: filled(32, 0xd4), amount: 2n ** 63n, extraData: null },
    ],
  },
  multisig: [
    { id: 0, signature: filled(64, 0x01) },
    { id: 9, signature: filled(64, 0x02) },
  ],
};

const visible = { asset: filled(32, 0), destination: filled(32, 0xc3), amount: 500_000_000n, extraData: null };
const sourceCommitment = { commitment: filled(32, 0x51), proof: filled(192, 0x05), asset: filled(32, 0).with(31, 1) };

/** One payload of every type and variant, with one item in each list and everything optional there. */
export const examples: { readonly [name: string]: Payload } = {
  burn: { type: 'burn', asset: filled(32, 0), amount: 500_000n },
  transfers: { type: 'transfers', transfers: [{ ...visible, extraData: Uint8Array.of(1, 2, 3) }] },
  multisig: { type: 'multisig', threshold: 1, participants: [filled(32, 0xc3)] },
  multisig_deletion: { type: 'multisig', threshold: 0, participants: [] },
  invoke_contract: {
    type: 'invoke_contract',
    contract: filled(32, 0xab),
    deposits: [{ asset: filled(32, 0), amount: 1000n }],
    entryId: 1,
    maxGas: 100_000n,
    parameters: [
      {
        kind: 'map',
        value: [
          [
            { kind: 'default', value: { type: 'string', value: 'to' } },
            { kind: 'object', value: [] },
          ],
        ],
      },
    ],
  },
  deploy_contract: {
    type: 'deploy_contract',
    module: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46),
    invoke: { maxGas: 100_000n, deposits: [{ asset: filled(32, 0), amount: 1000n }] },
  },
  freeze_tos: { type: 'energy', variant: 'freeze_tos', amount: 100_000_000n, durationDays: 7 },
  freeze_tos_delegate: {
    type: 'energy',
    variant: 'freeze_tos_delegate',
    delegatees: [{ delegatee: filled(32, 0xc3), amount: 100_000_000n }],
    durationDays: 7,
  },
  unfreeze_tos: {
    type: 'energy',
    variant: 'unfreeze_tos',
    amount: 100_000_000n,
    fromDelegation: true,
    recordIndex: 0,
    delegatee: filled(32, 0xc3),
  },
  withdraw_unfrozen: { type: 'energy', variant: 'withdraw_unfrozen' },
  uno_transfers: {
    type: 'uno_transfers',
    transfers: [
      {
        asset: filled(32, 0).with(31, 1),
        destination: filled(32, 0xc3),
        extraData: Uint8Array.of(1, 2, 3),
        commitment: filled(32, 0x51),
        senderHandle: filled(32, 0x52),
        receiverHandle: filled(32, 0x53),
        validityProof: filled(160, 0x04),
      },
    ],
    sourceCommitments: [sourceCommitment],
    rangeProof: filled(288, 0x06),
  },
  shield_transfers: {
    type: 'shield_transfers',
    transfers: [
      {
        ...visible,
        extraData: Uint8Array.of(1, 2, 3),
        commitment: filled(32, 0x51),
        receiverHandle: filled(32, 0x53),
        proof: filled(96, 0x04),
      },
    ],
    sourceCommitments: [],
  },
  unshield_transfers: {
    type: 'unshield_transfers',
    transfers: [
      {
        ...visible,
        extraData: Uint8Array.of(1, 2, 3),
        commitment: filled(32, 0x51),
        senderHandle: filled(32, 0x52),
        validityProof: filled(160, 0x04),
      },
    ],
    sourceCommitments: [sourceCommitment],
    rangeProof: filled(288, 0x06),
  },
  register_name: { type: 'register_name', name: 'alice' },
  agent_register: {
    type: 'agent_account',
    variant: 'register',
    controller: filled(32, 0xc3),
    policyHash: filled(32, 0x03),
    energyPool: filled(32, 0xa1),
    sessionKeyRoot: filled(32, 0x09),
  },
  agent_update_policy: { type: 'agent_account', variant: 'update_policy', policyHash: filled(32, 0x0a) },
  agent_rotate_controller: { type: 'agent_account', variant: 'rotate_controller', newController: filled(32, 0xc3) },
  agent_set_status: { type: 'agent_account', variant: 'set_status', status: 1 },
  agent_set_energy_pool: { type: 'agent_account', variant: 'set_energy_pool', energyPool: filled(32, 0xa1) },
  agent_set_session_key_root: {
    type: 'agent_account',
    variant: 'set_session_key_root',
    sessionKeyRoot: filled(32, 0x09),
  },
  agent_add_session_key: {
    type: 'agent_account',
    variant: 'add_session_key',
    key: {
      keyId: 7n,
      publicKey: filled(32, 0xc3),
      expiryTopoheight: 1000n,
      maxValuePerWindow: 5000n,
      allowedTargets: [filled(32, 0xa1)],
      allowedAssets: [filled(32, 0)],
    },
  },
  agent_revoke_session_key: { type: 'agent_account', variant: 'revoke_session_key', keyId: 7n },
};
