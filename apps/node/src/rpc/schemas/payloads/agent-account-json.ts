import { bytesToHex } from '@tos/crypto';
import type { AgentAccountPayload, NewSessionKey } from '@tos/transaction';
import { z } from 'zod';
import { byteList32, hashText, safeInteger, u64Number } from '../result-values.ts';

/** Of agent accounts; keys are lists of bytes, hashes and assets are hex. */
export type AgentAccountJson =
  | {
      Register: {
        controller: number[];
        policy_hash: string;
        energy_pool: number[] | null;
        session_key_root: string | null;
      };
    }
  | { UpdatePolicy: { policy_hash: string } }
  | { RotateController: { new_controller: number[] } }
  | { SetStatus: { status: number } }
  | { SetEnergyPool: { energy_pool: number[] | null } }
  | { SetSessionKeyRoot: { session_key_root: string | null } }
  | { AddSessionKey: { key: SessionKeyJson } }
  | { RevokeSessionKey: { key_id: bigint } };

type SessionKeyJson = {
  key_id: bigint;
  public_key: number[];
  expiry_topoheight: bigint;
  max_value_per_window: bigint;
  allowed_targets: number[][];
  allowed_assets: string[];
};

const sessionKeyJson = z.strictObject({
  key_id: u64Number,
  public_key: byteList32,
  expiry_topoheight: u64Number,
  max_value_per_window: u64Number,
  allowed_targets: z.array(byteList32),
  allowed_assets: z.array(hashText),
});

export const agentAccountJson: z.ZodType<AgentAccountJson, AgentAccountJson> = z.union([
  z.strictObject({
    Register: z.strictObject({
      controller: byteList32,
      policy_hash: hashText,
      energy_pool: byteList32.nullable(),
      session_key_root: hashText.nullable(),
    }),
  }),
  z.strictObject({ UpdatePolicy: z.strictObject({ policy_hash: hashText }) }),
  z.strictObject({ RotateController: z.strictObject({ new_controller: byteList32 }) }),
  z.strictObject({ SetStatus: z.strictObject({ status: safeInteger }) }),
  z.strictObject({ SetEnergyPool: z.strictObject({ energy_pool: byteList32.nullable() }) }),
  z.strictObject({ SetSessionKeyRoot: z.strictObject({ session_key_root: hashText.nullable() }) }),
  z.strictObject({ AddSessionKey: z.strictObject({ key: sessionKeyJson }) }),
  z.strictObject({ RevokeSessionKey: z.strictObject({ key_id: u64Number }) }),
]);

export function toAgentAccountJson(payload: AgentAccountPayload): AgentAccountJson {
  switch (payload.variant) {
    case 'register':
      return {
        Register: {
          controller: Array.from(payload.controller),
          policy_hash: bytesToHex(payload.policyHash),
          energy_pool: payload.energyPool && Array.from(payload.energyPool),
          session_key_root: payload.sessionKeyRoot && bytesToHex(payload.sessionKeyRoot),
        },
      };
    case 'update_policy':
      return { UpdatePolicy: { policy_hash: bytesToHex(payload.policyHash) } };
    case 'rotate_controller':
      return { RotateController: { new_controller: Array.from(payload.newController) } };
    case 'set_status':
      return { SetStatus: { status: payload.status } };
    case 'set_energy_pool':
      return { SetEnergyPool: { energy_pool: payload.energyPool && Array.from(payload.energyPool) } };
    case 'set_session_key_root':
      return { SetSessionKeyRoot: { session_key_root: payload.sessionKeyRoot && bytesToHex(payload.sessionKeyRoot) } };
    case 'add_session_key':
      return { AddSessionKey: { key: toSessionKeyJson(payload.key) } };
    case 'revoke_session_key':
      return { RevokeSessionKey: { key_id: payload.keyId } };
  }
}

function toSessionKeyJson(key: NewSessionKey): SessionKeyJson {
  return {
    key_id: key.keyId,
    public_key: Array.from(key.publicKey),
    expiry_topoheight: key.expiryTopoheight,
    max_value_per_window: key.maxValuePerWindow,
    allowed_targets: key.allowedTargets.map((target) => Array.from(target)),
    allowed_assets: key.allowedAssets.map(bytesToHex),
  };
}
