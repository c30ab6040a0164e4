import { hexToBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import { COIN, type ExactJson } from '@tos/protocol';
import {
  agentRef,
  contractRef,
  encodeAgent,
  encodeFrozen,
  encodeOwnedName,
  encodeU64Record,
  energyRef,
  type Frozen,
  frozenRef,
  NOTHING_FROZEN,
  nameOwnerRef,
  ownedNameRef,
} from '@tos/state';
import type { MapState } from './map-state.ts';

// Reads the public vectors: members by path, and the records of a `pre_state` besides nonces and balances (docs/protocol.md §4.6).

export type JsonObject = { readonly [key: string]: ExactJson };

export function get(value: ExactJson | undefined, ...path: string[]): ExactJson {
  let at: ExactJson | undefined = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null && !Array.isArray(at) ? (at as JsonObject)[key] : undefined;
  return at ?? null;
}

export const asList = (value: ExactJson): readonly JsonObject[] =>
  Array.isArray(value) ? (value as JsonObject[]) : [];
export const asText = (value: ExactJson): string => (typeof value === 'string' ? value : '');
export const asBigint = (value: ExactJson): bigint => (typeof value === 'bigint' ? value : 0n);
const asKey = (value: ExactJson): Uint8Array => hexToBytes(asText(value));
const asOption = (value: ExactJson): Uint8Array | null => (value === null ? null : asKey(value));
const wholeTos = (value: ExactJson): bigint => asBigint(value) / COIN;

/** The lock time that the harness assumes for a freeze record without one. */
const DEFAULT_DAYS = 7n;

export function loadRecords(state: MapState, preState: ExactJson): void {
  for (const account of asList(get(preState, 'accounts'))) {
    const frozen = { ...NOTHING_FROZEN, total: wholeTos(get(account, 'frozen')) };
    putEnergy(state, asKey(get(account, 'address')), asBigint(get(account, 'energy')), frozen);
  }
  for (const resource of asList(get(preState, 'energy_resources'))) {
    putEnergy(state, asKey(get(resource, 'address')), asBigint(get(resource, 'energy')), {
      total: wholeTos(get(resource, 'frozen_tos')),
      freezes: asList(get(resource, 'freeze_records')).map((record) => ({
        amount: wholeTos(get(record, 'amount')),
        energy: asBigint(get(record, 'energy_gained')),
        frozenAt: asBigint(get(record, 'freeze_height')),
        unlocksAt: asBigint(get(record, 'unlock_height')),
        days: Number(get(record, 'duration_days') ?? DEFAULT_DAYS),
      })),
      delegations: [],
      pending: asList(get(resource, 'pending_unfreezes')).map((pending) => ({
        amount: wholeTos(get(pending, 'amount')),
        expiresAt: asBigint(get(pending, 'expire_height')),
      })),
    });
  }
  for (const agent of asList(get(preState, 'agent_accounts'))) {
    const record = encodeAgent({
      owner: asKey(get(agent, 'owner')),
      controller: asKey(get(agent, 'controller')),
      policyHash: asKey(get(agent, 'policy_hash')),
      status: Number(get(agent, 'status')),
      energyPool: asOption(get(agent, 'energy_pool')),
      sessionKeyRoot: asOption(get(agent, 'session_key_root')),
      sessionKeys: [],
    });
    state.put(agentRef(asKey(get(agent, 'address'))), record);
  }
  for (const registered of asList(get(preState, 'tns_names'))) {
    const name = new TextEncoder().encode(asText(get(registered, 'name')).toLowerCase());
    const owner = asKey(get(registered, 'owner'));
    state.put(nameOwnerRef(blake3(name)), owner);
    state.put(ownedNameRef(owner), encodeOwnedName(name));
  }
  for (const contract of asList(get(preState, 'contracts'))) {
    state.put(contractRef(asKey(get(contract, 'hash'))), asKey(get(contract, 'module')));
  }
}

function putEnergy(state: MapState, account: Uint8Array, energy: bigint, frozen: Frozen): void {
  state.put(energyRef(account), encodeU64Record(energy));
  state.put(frozenRef(account), encodeFrozen(frozen));
}
