import { utf8ToBytes } from '@noble/hashes/utils.js';
import { blake3 } from '@tos/crypto';
import { COIN, type ExactJson } from '@tos/protocol';
import {
  agentRef,
  balanceRef,
  contractRef,
  encodeAgent,
  encodeBalance,
  encodeFrozen,
  encodeOwnedName,
  encodeU64Record,
  energyRef,
  frozenRef,
  NATIVE_ASSET,
  NOTHING_FROZEN,
  nameOwnerRef,
  nonceRef,
  ownedNameRef,
  SupplyCounter,
  supplyRef,
} from '@tos/state';
import { HarnessState } from './harness-state.ts';
import { readJson } from './json-shapes.ts';
import { type AccountJson, type AgentAccountJson, type EnergyResourceJson, stateJson } from './state-json.ts';

/** The state that the suite's JSON describes. Source: docs/protocol.md §4.6. @throws TOS_INVALID_FORMAT */
export function loadState(json: ExactJson): HarnessState {
  const read = readJson(stateJson, json, 'state');
  const state = new HarnessState();
  state.networkChainId = read.network_chain_id;
  state.global.totalSupply = read.global_state.total_supply;
  state.global.blockHeight = read.global_state.block_height;
  state.global.timestamp = read.global_state.timestamp;
  state.put(supplyRef(SupplyCounter.BURNED), encodeU64Record(read.global_state.total_burned));
  for (const account of read.accounts) loadAccount(state, account);
  for (const resource of read.energy_resources) loadEnergyResource(state, resource);
  for (const agent of read.agent_accounts) loadAgent(state, agent);
  for (const { name, owner } of read.tns_names) {
    // The name is hashed unchanged: the original changes a name to lower case when it looks it up, not when it loads it.
    const bytes = utf8ToBytes(name);
    state.put(nameOwnerRef(blake3(bytes)), owner);
    state.put(ownedNameRef(owner), encodeOwnedName(bytes));
  }
  for (const { hash, module } of read.contracts) state.put(contractRef(hash), module);
  return state;
}

function loadAccount(state: HarnessState, account: AccountJson): void {
  const { address: key, balance, nonce, frozen, energy, flags, data } = account;
  state.addAccount({ key, flags, data });
  state.put(nonceRef(key), encodeU64Record(nonce));
  state.put(balanceRef(key, NATIVE_ASSET), encodeBalance({ type: 'input', final: balance, output: null }));
  state.put(energyRef(key), encodeU64Record(energy));
  state.put(frozenRef(key), encodeFrozen({ ...NOTHING_FROZEN, total: frozen / COIN }));
}

/** Replaces the energy that the account's own members set. */
function loadEnergyResource(state: HarnessState, resource: EnergyResourceJson): void {
  const { address, energy, frozen_tos, freeze_records, pending_unfreezes } = resource;
  state.put(energyRef(address), encodeU64Record(energy));
  const frozen = encodeFrozen({
    total: frozen_tos / COIN,
    freezes: freeze_records.map(({ amount, energy_gained, freeze_height, unlock_height, duration_days }) => ({
      amount: amount / COIN,
      energy: energy_gained,
      frozenAt: freeze_height,
      unlocksAt: unlock_height,
      days: duration_days,
    })),
    delegations: [],
    pending: pending_unfreezes.map(({ amount, expire_height }) => ({
      amount: amount / COIN,
      expiresAt: expire_height,
    })),
  });
  state.put(frozenRef(address), frozen);
}

function loadAgent(state: HarnessState, agent: AgentAccountJson): void {
  const value = encodeAgent({
    owner: agent.owner,
    controller: agent.controller,
    policyHash: agent.policy_hash,
    status: agent.status,
    energyPool: agent.energy_pool,
    sessionKeyRoot: agent.session_key_root,
    sessionKeys: [],
  });
  state.put(agentRef(agent.address), value);
}
