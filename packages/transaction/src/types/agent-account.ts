import { Opcode } from '@tos/protocol';
import {
  bytes,
  type ListField,
  list,
  type OptionField,
  option,
  type RecordField,
  record,
  u8,
  u64,
  variants,
} from '../fields/index.ts';
import { type DefinedType, defineType, type FieldsOf } from './define-type.ts';

/** First byte of the payload. Source: docs/protocol.md §2.2. */
export const AgentVariant = {
  REGISTER: 0,
  UPDATE_POLICY: 1,
  ROTATE_CONTROLLER: 2,
  SET_STATUS: 3,
  SET_ENERGY_POOL: 4,
  SET_SESSION_KEY_ROOT: 5,
  ADD_SESSION_KEY: 6,
  REVOKE_SESSION_KEY: 7,
} as const;

export type AgentVariant = (typeof AgentVariant)[keyof typeof AgentVariant];

/** Makes the sender's account one that an agent acts for. */
export interface AgentRegisterPayload {
  readonly type: 'agent_account';
  readonly variant: 'register';
  /** Key, 32 bytes. */
  readonly controller: Uint8Array;
  /** 32 bytes. */
  readonly policyHash: Uint8Array;
  /** Key, 32 bytes: who pays energy. */
  readonly energyPool: Uint8Array | null;
  /** 32 bytes. */
  readonly sessionKeyRoot: Uint8Array | null;
}

export interface AgentUpdatePolicyPayload {
  readonly type: 'agent_account';
  readonly variant: 'update_policy';
  /** 32 bytes. */
  readonly policyHash: Uint8Array;
}

export interface AgentRotateControllerPayload {
  readonly type: 'agent_account';
  readonly variant: 'rotate_controller';
  /** Key, 32 bytes. */
  readonly newController: Uint8Array;
}

export interface AgentSetStatusPayload {
  readonly type: 'agent_account';
  readonly variant: 'set_status';
  /** u8. */
  readonly status: number;
}

export interface AgentSetEnergyPoolPayload {
  readonly type: 'agent_account';
  readonly variant: 'set_energy_pool';
  /** Key, 32 bytes. */
  readonly energyPool: Uint8Array | null;
}

export interface AgentSetSessionKeyRootPayload {
  readonly type: 'agent_account';
  readonly variant: 'set_session_key_root';
  /** 32 bytes. */
  readonly sessionKeyRoot: Uint8Array | null;
}

export interface AgentAddSessionKeyPayload {
  readonly type: 'agent_account';
  readonly variant: 'add_session_key';
  readonly key: NewSessionKey;
}

export interface AgentRevokeSessionKeyPayload {
  readonly type: 'agent_account';
  readonly variant: 'revoke_session_key';
  /** u64. */
  readonly keyId: bigint;
}

export type AgentAccountPayload =
  | AgentRegisterPayload
  | AgentUpdatePolicyPayload
  | AgentRotateControllerPayload
  | AgentSetStatusPayload
  | AgentSetEnergyPoolPayload
  | AgentSetSessionKeyRootPayload
  | AgentAddSessionKeyPayload
  | AgentRevokeSessionKeyPayload;

/** A session key that a transaction adds to an agent account: with it the agent may sign until it expires. */
export interface NewSessionKey {
  /** u64. */
  readonly keyId: bigint;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** u64. */
  readonly expiryTopoheight: bigint;
  /** u64, atomic units: the most that one transaction may spend (docs/protocol.md §5.4). */
  readonly maxValuePerWindow: bigint;
  /** Keys, 32 bytes each, up to 1024. */
  readonly allowedTargets: readonly Uint8Array[];
  /** 32 bytes each, up to 1024. */
  readonly allowedAssets: readonly Uint8Array[];
}

export const optionalKey: OptionField<Uint8Array> = option(bytes(32));

/** The decoder lets 1024 pass; the rules allow less. Source: docs/protocol.md §1. */
export const allowedKeys: ListField<Uint8Array> = list(bytes(32), {
  count: 2,
  max: 1024,
  what: 'entries',
  mayBeAbsent: true,
});

export const newSessionKeyFields: RecordField<NewSessionKey> = record({
  keyId: u64,
  publicKey: bytes(32),
  expiryTopoheight: u64,
  maxValuePerWindow: u64,
  allowedTargets: allowedKeys,
  allowedAssets: allowedKeys,
});

export const registerFields: RecordField<FieldsOf<AgentRegisterPayload>> = record({
  controller: bytes(32),
  policyHash: bytes(32),
  energyPool: optionalKey,
  sessionKeyRoot: optionalKey,
});
const updatePolicyFields: RecordField<FieldsOf<AgentUpdatePolicyPayload>> = record({ policyHash: bytes(32) });
const rotateControllerFields: RecordField<FieldsOf<AgentRotateControllerPayload>> = record({
  newController: bytes(32),
});
const setStatusFields: RecordField<FieldsOf<AgentSetStatusPayload>> = record({ status: u8 });
const setEnergyPoolFields: RecordField<FieldsOf<AgentSetEnergyPoolPayload>> = record({ energyPool: optionalKey });
const setSessionKeyRootFields: RecordField<FieldsOf<AgentSetSessionKeyRootPayload>> = record({
  sessionKeyRoot: optionalKey,
});
const addSessionKeyFields: RecordField<FieldsOf<AgentAddSessionKeyPayload>> = record({ key: newSessionKeyFields });
const revokeSessionKeyFields: RecordField<FieldsOf<AgentRevokeSessionKeyPayload>> = record({ keyId: u64 });

export const agentAccount: DefinedType<AgentAccountPayload> = defineType({
  opcode: Opcode.AGENT_ACCOUNT,
  type: 'agent_account',
  payload: variants(
    { what: 'agent account', codes: AgentVariant },
    {
      register: registerFields,
      update_policy: updatePolicyFields,
      rotate_controller: rotateControllerFields,
      set_status: setStatusFields,
      set_energy_pool: setEnergyPoolFields,
      set_session_key_root: setSessionKeyRootFields,
      add_session_key: addSessionKeyFields,
      revoke_session_key: revokeSessionKeyFields,
    },
  ),
});
