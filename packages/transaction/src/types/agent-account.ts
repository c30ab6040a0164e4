import { Opcode } from '@tos/protocol';
import { z } from 'zod';
import { hexJson, u8Json, u64Json } from '../json-fields.ts';
import type { WireReader } from '../wire-reader.ts';
import { optionalKeyJson, readOptionalKey, walkOptionalKey, writeOptionalKey } from './optional-key.ts';
import type { TypeCodec } from './type-codec.ts';

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

/** A key with which the agent may act for a while. */
export interface NewSessionKey {
  /** u64. */
  readonly keyId: bigint;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** u64. */
  readonly expiryTopoheight: bigint;
  /** u64, atomic units. */
  readonly maxValuePerWindow: bigint;
  /** Keys, 32 bytes each, up to 1024. */
  readonly allowedTargets: readonly Uint8Array[];
  /** 32 bytes each, up to 1024. */
  readonly allowedAssets: readonly Uint8Array[];
}

/** What the decoder lets pass; the rules allow less. Source: docs/protocol.md §1. */
export const MAX_SESSION_KEY_LIST = 1024;

const keyListJson = z.array(hexJson(32)).max(MAX_SESSION_KEY_LIST);
const agentAccountJson = z.strictObject({
  payload: z.discriminatedUnion('variant', [
    z.strictObject({
      variant: z.literal('register'),
      controller: hexJson(32),
      policy_hash: hexJson(32),
      energy_pool: optionalKeyJson,
      session_key_root: optionalKeyJson,
    }),
    z.strictObject({ variant: z.literal('update_policy'), policy_hash: hexJson(32) }),
    z.strictObject({ variant: z.literal('rotate_controller'), new_controller: hexJson(32) }),
    z.strictObject({ variant: z.literal('set_status'), status: u8Json }),
    z.strictObject({ variant: z.literal('set_energy_pool'), energy_pool: optionalKeyJson }),
    z.strictObject({ variant: z.literal('set_session_key_root'), session_key_root: optionalKeyJson }),
    z.strictObject({
      variant: z.literal('add_session_key'),
      key: z.strictObject({
        key_id: u64Json,
        public_key: hexJson(32),
        expiry_topoheight: u64Json,
        max_value_per_window: u64Json,
        allowed_targets: keyListJson.exactOptional(),
        allowed_assets: keyListJson.exactOptional(),
      }),
    }),
    z.strictObject({ variant: z.literal('revoke_session_key'), key_id: u64Json }),
  ]),
});

/**
 * On the wire: variant 1, then for register: controller 32, policy 32, Option{pool 32}, Option{root 32}; update_policy: policy
 * 32; rotate_controller: controller 32; set_status: status 1; set_energy_pool: Option{pool 32}; set_session_key_root:
 * Option{root 32}; add_session_key: id 8, key 32, expiry 8, value 8, count 2, targets of 32, count 2, assets of 32;
 * revoke_session_key: id 8.
 */
export const agentAccount: TypeCodec<AgentAccountPayload> = {
  opcode: Opcode.AGENT_ACCOUNT,
  type: 'agent_account',
  walk(reader) {
    const variant = reader.u8();
    switch (variant) {
      case AgentVariant.REGISTER:
        reader.skip(64);
        walkOptionalKey(reader);
        walkOptionalKey(reader);
        break;
      case AgentVariant.UPDATE_POLICY:
      case AgentVariant.ROTATE_CONTROLLER:
        reader.skip(32);
        break;
      case AgentVariant.SET_STATUS:
        reader.skip(1);
        break;
      case AgentVariant.SET_ENERGY_POOL:
      case AgentVariant.SET_SESSION_KEY_ROOT:
        walkOptionalKey(reader);
        break;
      case AgentVariant.ADD_SESSION_KEY:
        reader.skip(56);
        walkKeys(reader);
        walkKeys(reader);
        break;
      case AgentVariant.REVOKE_SESSION_KEY:
        reader.skip(8);
        break;
      default:
        reader.fail(`agent account variant ${variant} does not exist`, -1);
    }
  },
  read(reader) {
    const type = 'agent_account';
    switch (reader.u8()) {
      case AgentVariant.REGISTER:
        return {
          type,
          variant: 'register',
          controller: reader.bytes(32),
          policyHash: reader.bytes(32),
          energyPool: readOptionalKey(reader),
          sessionKeyRoot: readOptionalKey(reader),
        };
      case AgentVariant.UPDATE_POLICY:
        return { type, variant: 'update_policy', policyHash: reader.bytes(32) };
      case AgentVariant.ROTATE_CONTROLLER:
        return { type, variant: 'rotate_controller', newController: reader.bytes(32) };
      case AgentVariant.SET_STATUS:
        return { type, variant: 'set_status', status: reader.u8() };
      case AgentVariant.SET_ENERGY_POOL:
        return { type, variant: 'set_energy_pool', energyPool: readOptionalKey(reader) };
      case AgentVariant.SET_SESSION_KEY_ROOT:
        return { type, variant: 'set_session_key_root', sessionKeyRoot: readOptionalKey(reader) };
      case AgentVariant.ADD_SESSION_KEY:
        return {
          type,
          variant: 'add_session_key',
          key: {
            keyId: reader.u64(),
            publicKey: reader.bytes(32),
            expiryTopoheight: reader.u64(),
            maxValuePerWindow: reader.u64(),
            allowedTargets: readKeys(reader),
            allowedAssets: readKeys(reader),
          },
        };
      default:
        return { type, variant: 'revoke_session_key', keyId: reader.u64() };
    }
  },
  write(writer, payload) {
    const { variant } = payload;
    switch (payload.variant) {
      case 'register':
        writer.u8(AgentVariant.REGISTER);
        writer.fixed(payload.controller, 32, 'controller');
        writer.fixed(payload.policyHash, 32, 'policyHash');
        writeOptionalKey(writer, payload.energyPool, 'energyPool');
        writeOptionalKey(writer, payload.sessionKeyRoot, 'sessionKeyRoot');
        break;
      case 'update_policy':
        writer.u8(AgentVariant.UPDATE_POLICY);
        writer.fixed(payload.policyHash, 32, 'policyHash');
        break;
      case 'rotate_controller':
        writer.u8(AgentVariant.ROTATE_CONTROLLER);
        writer.fixed(payload.newController, 32, 'newController');
        break;
      case 'set_status':
        writer.u8(AgentVariant.SET_STATUS);
        writer.u8(payload.status, 'status');
        break;
      case 'set_energy_pool':
        writer.u8(AgentVariant.SET_ENERGY_POOL);
        writeOptionalKey(writer, payload.energyPool, 'energyPool');
        break;
      case 'set_session_key_root':
        writer.u8(AgentVariant.SET_SESSION_KEY_ROOT);
        writeOptionalKey(writer, payload.sessionKeyRoot, 'sessionKeyRoot');
        break;
      case 'add_session_key':
        writer.u8(AgentVariant.ADD_SESSION_KEY);
        writer.object(payload.key, 'key', (key) => {
          writer.u64(key.keyId, 'keyId');
          writer.fixed(key.publicKey, 32, 'publicKey');
          writer.u64(key.expiryTopoheight, 'expiryTopoheight');
          writer.u64(key.maxValuePerWindow, 'maxValuePerWindow');
          writer.list(key.allowedTargets, 2, 'allowedTargets', (target) => writer.fixed(target, 32, ''));
          writer.list(key.allowedAssets, 2, 'allowedAssets', (asset) => writer.fixed(asset, 32, ''));
        });
        break;
      case 'revoke_session_key':
        writer.u8(AgentVariant.REVOKE_SESSION_KEY);
        writer.u64(payload.keyId, 'keyId');
        break;
      default:
        throw writer.refuse('variant', 'a variant of agent account transactions', variant);
    }
  },
  json: z.codec(agentAccountJson, z.custom<AgentAccountPayload>(), { decode: fromJson, encode: toJson }),
};

function fromJson({ payload }: z.output<typeof agentAccountJson>): AgentAccountPayload {
  const type = 'agent_account';
  switch (payload.variant) {
    case 'register': {
      const { variant, controller, policy_hash, energy_pool = null, session_key_root = null } = payload;
      return {
        type,
        variant,
        controller,
        policyHash: policy_hash,
        energyPool: energy_pool,
        sessionKeyRoot: session_key_root,
      };
    }
    case 'update_policy':
      return { type, variant: payload.variant, policyHash: payload.policy_hash };
    case 'rotate_controller':
      return { type, variant: payload.variant, newController: payload.new_controller };
    case 'set_status':
      return { type, variant: payload.variant, status: payload.status };
    case 'set_energy_pool':
      return { type, variant: payload.variant, energyPool: payload.energy_pool ?? null };
    case 'set_session_key_root':
      return { type, variant: payload.variant, sessionKeyRoot: payload.session_key_root ?? null };
    case 'add_session_key': {
      const { key_id, public_key, expiry_topoheight, max_value_per_window, ...lists } = payload.key;
      return {
        type,
        variant: payload.variant,
        key: {
          keyId: key_id,
          publicKey: public_key,
          expiryTopoheight: expiry_topoheight,
          maxValuePerWindow: max_value_per_window,
          allowedTargets: lists.allowed_targets ?? [],
          allowedAssets: lists.allowed_assets ?? [],
        },
      };
    }
    case 'revoke_session_key':
      return { type, variant: payload.variant, keyId: payload.key_id };
  }
}

function toJson(payload: AgentAccountPayload): z.output<typeof agentAccountJson> {
  switch (payload.variant) {
    case 'register': {
      const { variant, controller, policyHash, energyPool, sessionKeyRoot } = payload;
      return {
        payload: {
          variant,
          controller,
          policy_hash: policyHash,
          energy_pool: energyPool,
          session_key_root: sessionKeyRoot,
        },
      };
    }
    case 'update_policy':
      return { payload: { variant: payload.variant, policy_hash: payload.policyHash } };
    case 'rotate_controller':
      return { payload: { variant: payload.variant, new_controller: payload.newController } };
    case 'set_status':
      return { payload: { variant: payload.variant, status: payload.status } };
    case 'set_energy_pool':
      return { payload: { variant: payload.variant, energy_pool: payload.energyPool } };
    case 'set_session_key_root':
      return { payload: { variant: payload.variant, session_key_root: payload.sessionKeyRoot } };
    case 'add_session_key': {
      const { keyId, publicKey, expiryTopoheight, maxValuePerWindow, allowedTargets, allowedAssets } = payload.key;
      return {
        payload: {
          variant: payload.variant,
          key: {
            key_id: keyId,
            public_key: publicKey,
            expiry_topoheight: expiryTopoheight,
            max_value_per_window: maxValuePerWindow,
            allowed_targets: [...allowedTargets],
            allowed_assets: [...allowedAssets],
          },
        },
      };
    }
    case 'revoke_session_key':
      return { payload: { variant: payload.variant, key_id: payload.keyId } };
  }
}

function walkKeys(reader: WireReader): void {
  const count = reader.u16();
  if (count > MAX_SESSION_KEY_LIST) reader.fail(`at most ${MAX_SESSION_KEY_LIST} entries, not ${count}`, -2);
  reader.skip(count * 32);
}

function readKeys(reader: WireReader): Uint8Array[] {
  return Array.from({ length: reader.u16() }, () => reader.bytes(32));
}
