import { bytesToHex } from '@tos/crypto';
import type { Network } from '@tos/protocol';
import type { Payload } from '@tos/transaction';
import { z } from 'zod';
import { byteList32, hashText, safeInteger, u64Number } from '../result-values.ts';
import { type AgentAccountJson, agentAccountJson, toAgentAccountJson } from './agent-account-json.ts';
import {
  type DeployContractJson,
  deployContractJson,
  type InvokeContractJson,
  invokeContractJson,
  toDeployContractJson,
  toInvokeContractJson,
} from './contract-json.ts';
import { type EnergyJson, energyJson, toEnergyJson } from './energy-json.ts';
import {
  type ShieldTransferJson,
  shieldTransferJson,
  type TransferJson,
  toShieldTransferJson,
  toTransferJson,
  toUnoTransferJson,
  toUnshieldTransferJson,
  transferJson,
  type UnoTransferJson,
  type UnshieldTransferJson,
  unoTransferJson,
  unshieldTransferJson,
} from './transfers-json.ts';

/**
 * The payload of a transaction in the original's form: an object with one member, whose name is the type. Hashes and assets are hex; keys
 * that are no address, points, scalars and extra data are lists of bytes.
 */
export type PayloadJson =
  | { transfers: TransferJson[] }
  | { burn: { asset: string; amount: bigint } }
  | { multi_sig: { threshold: number; participants: number[][] } }
  | { invoke_contract: InvokeContractJson }
  | { deploy_contract: DeployContractJson }
  | { energy: EnergyJson }
  | { agent_account: AgentAccountJson }
  | { uno_transfers: UnoTransferJson[] }
  | { shield_transfers: ShieldTransferJson[] }
  | { unshield_transfers: UnshieldTransferJson[] }
  | { register_name: { name: string } };

export const payloadJson: z.ZodType<PayloadJson, PayloadJson> = z.union([
  z.strictObject({ transfers: z.array(transferJson) }),
  z.strictObject({ burn: z.strictObject({ asset: hashText, amount: u64Number }) }),
  z.strictObject({ multi_sig: z.strictObject({ threshold: safeInteger, participants: z.array(byteList32) }) }),
  z.strictObject({ invoke_contract: invokeContractJson }),
  z.strictObject({ deploy_contract: deployContractJson }),
  z.strictObject({ energy: energyJson }),
  z.strictObject({ agent_account: agentAccountJson }),
  z.strictObject({ uno_transfers: z.array(unoTransferJson) }),
  z.strictObject({ shield_transfers: z.array(shieldTransferJson) }),
  z.strictObject({ unshield_transfers: z.array(unshieldTransferJson) }),
  z.strictObject({ register_name: z.strictObject({ name: z.string() }) }),
]);

/** @param network whose addresses it has */
export function toPayloadJson(payload: Payload, network: Network): PayloadJson {
  switch (payload.type) {
    case 'transfers':
      return { transfers: payload.transfers.map((transfer) => toTransferJson(transfer, network)) };
    case 'burn':
      return { burn: { asset: bytesToHex(payload.asset), amount: payload.amount } };
    case 'multisig':
      return {
        multi_sig: { threshold: payload.threshold, participants: payload.participants.map((key) => Array.from(key)) },
      };
    case 'invoke_contract':
      return { invoke_contract: toInvokeContractJson(payload) };
    case 'deploy_contract':
      return { deploy_contract: toDeployContractJson(payload) };
    case 'energy':
      return { energy: toEnergyJson(payload) };
    case 'agent_account':
      return { agent_account: toAgentAccountJson(payload) };
    case 'uno_transfers':
      return { uno_transfers: payload.transfers.map(toUnoTransferJson) };
    case 'shield_transfers':
      return { shield_transfers: payload.transfers.map(toShieldTransferJson) };
    case 'unshield_transfers':
      return { unshield_transfers: payload.transfers.map(toUnshieldTransferJson) };
    case 'register_name':
      return { register_name: { name: payload.name } };
  }
}
