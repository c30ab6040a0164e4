import { bytesToHex } from '@noble/hashes/utils.js';
import { COIN } from '@tos/protocol';
import {
  balanceRef,
  decodeBalance,
  decodeFrozen,
  decodeU64Record,
  domains,
  energyRef,
  frozenRef,
  NATIVE_ASSET,
  nonceRef,
  type RecordRef,
  SupplyCounter,
  supplyRef,
} from '@tos/state';
import { saturated } from '../rules/saturating.ts';
import type { HarnessAccount, HarnessState } from './harness-state.ts';

/** An account as the suite compares it. Amounts are in atomic units. */
export type ExportedAccount = {
  /** 64 hex digits. */
  readonly address: string;
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly frozen: bigint;
  readonly energy: bigint;
  readonly flags: bigint;
  /** Hex. */
  readonly data: string;
};

/** The answer of /state/export. */
export type ExportedState = {
  readonly network_chain_id: bigint;
  readonly global_state: {
    readonly total_supply: bigint;
    readonly total_burned: bigint;
    readonly total_energy: bigint;
    readonly block_height: bigint;
    readonly timestamp: bigint;
  };
  readonly accounts: readonly ExportedAccount[];
  readonly contracts: readonly { readonly hash: string; readonly module: string }[];
  readonly agent_accounts: readonly [];
  readonly tns_names: readonly [];
  readonly energy_resources: readonly [];
};

/** The state as the suite reads it, without agents, names and energy records. Source: docs/protocol.md §4.6, §7.1. */
export function exportState(state: HarnessState): ExportedState {
  const accounts = state.accounts.map((account) => exportAccount(state, account));
  return {
    network_chain_id: state.networkChainId,
    global_state: {
      total_supply: state.global.totalSupply,
      total_burned: u64At(state, supplyRef(SupplyCounter.BURNED)),
      // The original's sum wraps at a u64.
      total_energy: BigInt.asUintN(
        64,
        accounts.reduce((sum, { energy }) => sum + energy, 0n),
      ),
      block_height: state.global.blockHeight,
      timestamp: state.global.timestamp,
    },
    accounts,
    contracts: state.records(domains.contract).map(({ ref, value }) => ({
      hash: bytesToHex(ref.key),
      module: bytesToHex(value),
    })),
    agent_accounts: [],
    tns_names: [],
    energy_resources: [],
  };
}

export function exportAccount(state: HarnessState, { key, flags, data }: HarnessAccount): ExportedAccount {
  const balance = state.get(balanceRef(key, NATIVE_ASSET));
  const frozen = state.get(frozenRef(key));
  return {
    address: bytesToHex(key),
    balance: balance === undefined ? 0n : decodeBalance(balance).final,
    nonce: u64At(state, nonceRef(key)),
    frozen: frozen === undefined ? 0n : atomicUnits(decodeFrozen(frozen).total),
    energy: u64At(state, energyRef(key)),
    flags,
    data: bytesToHex(data),
  };
}

/** Whole TOS in atomic units, at most the largest u64. */
export function atomicUnits(wholeTos: bigint): bigint {
  return saturated(wholeTos * COIN);
}

export function u64At(state: HarnessState, ref: RecordRef): bigint {
  const value = state.get(ref);
  return value === undefined ? 0n : decodeU64Record(value);
}
