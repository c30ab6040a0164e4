import { utf8ToBytes } from '@noble/hashes/utils.js';
import { hexJson, u8Json } from '@tos/transaction/json';
import { z } from 'zod';
import { optionalList, optionalU64 } from './json-shapes.ts';

// The state as the suite writes it (`pre_state`, body of /state/load). Source: docs/protocol.md §0, §4.6, §7.1.

/** Keys and hashes have 32 bytes, amounts are atomic units. */
export interface AccountJson {
  readonly address: Uint8Array;
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly frozen: bigint;
  readonly energy: bigint;
  readonly flags: bigint;
  readonly data: Uint8Array;
}

export interface EnergyResourceJson {
  readonly address: Uint8Array;
  readonly energy: bigint;
  readonly frozen_tos: bigint;
  readonly freeze_records: readonly {
    readonly amount: bigint;
    readonly energy_gained: bigint;
    readonly freeze_height: bigint;
    readonly unlock_height: bigint;
    readonly duration_days: number;
  }[];
  readonly pending_unfreezes: readonly { readonly amount: bigint; readonly expire_height: bigint }[];
}

export interface AgentAccountJson {
  readonly address: Uint8Array;
  readonly owner: Uint8Array;
  readonly controller: Uint8Array;
  readonly policy_hash: Uint8Array;
  readonly status: number;
  readonly energy_pool: Uint8Array | null;
  readonly session_key_root: Uint8Array | null;
}

export interface StateJson {
  readonly network_chain_id: bigint;
  readonly global_state: {
    readonly total_supply: bigint;
    readonly total_burned: bigint;
    readonly block_height: bigint;
    readonly timestamp: bigint;
  };
  readonly accounts: readonly AccountJson[];
  readonly energy_resources: readonly EnergyResourceJson[];
  readonly agent_accounts: readonly AgentAccountJson[];
  readonly tns_names: readonly { readonly name: string; readonly owner: Uint8Array }[];
  readonly contracts: readonly { readonly hash: Uint8Array; readonly module: Uint8Array }[];
}

const NO_GLOBAL_STATE = { total_supply: 0n, total_burned: 0n, block_height: 0n, timestamp: 0n };
/** The days of a freeze record that names no days, or a number that no freeze has. Source: docs/protocol.md §4.6. */
const DEFAULT_FREEZE_DAYS = 7n;
const MIN_FREEZE_DAYS = 3n;
const MAX_FREEZE_DAYS = 365n;

/** The largest count that a list in a record can encode. */
const MAX_RECORD_ITEMS = 0xffff;

const key = hexJson(32);
const optionalKey = key.nullish().transform((bytes) => bytes ?? null);

/** A hash; a missing or empty one is zeros. */
const optionalHash = z
  .union([key, z.literal('')])
  .nullish()
  .transform((hash) => hash || new Uint8Array(32));

const account = z.object({
  address: key,
  balance: optionalU64,
  nonce: optionalU64,
  frozen: optionalU64,
  energy: optionalU64,
  flags: optionalU64,
  data: hexJson(0, 1 << 20)
    .nullish()
    .transform((data) => data ?? new Uint8Array(0)),
});

const energyResource = z.object({
  address: key,
  energy: optionalU64,
  /** In atomic units, like all amounts of this file. */
  frozen_tos: optionalU64,
  freeze_records: optionalList(
    z.object({
      amount: optionalU64,
      energy_gained: optionalU64,
      freeze_height: optionalU64,
      unlock_height: optionalU64,
      duration_days: z
        .bigint()
        .min(0n)
        .max(0xffff_ffffn)
        .nullish()
        .transform((days) => Number(days != null && isFreezeDays(days) ? days : DEFAULT_FREEZE_DAYS)),
    }),
    MAX_RECORD_ITEMS,
  ),
  pending_unfreezes: optionalList(z.object({ amount: optionalU64, expire_height: optionalU64 }), MAX_RECORD_ITEMS),
});

const agentAccount = z.object({
  address: key,
  owner: key,
  controller: key,
  policy_hash: optionalHash,
  status: u8Json.nullish().transform((status) => status ?? 0),
  energy_pool: optionalKey,
  session_key_root: optionalKey,
});

export const stateJson: z.ZodType<StateJson> = z.object({
  network_chain_id: optionalU64,
  global_state: z
    .object({
      total_supply: optionalU64,
      total_burned: optionalU64,
      block_height: optionalU64,
      timestamp: optionalU64,
    })
    .nullish()
    .transform((global) => global ?? NO_GLOBAL_STATE),
  accounts: optionalList(account),
  energy_resources: optionalList(energyResource),
  agent_accounts: optionalList(agentAccount),
  tns_names: optionalList(
    z.object({ name: z.string().min(1).refine(fitsName, 'expected at most 255 bytes'), owner: key }),
  ),
  contracts: optionalList(z.object({ hash: key, module: hexJson(0, 10 << 20) })),
});

function isFreezeDays(days: bigint): boolean {
  return days >= MIN_FREEZE_DAYS && days <= MAX_FREEZE_DAYS;
}

function fitsName(name: string): boolean {
  return utf8ToBytes(name).length <= 255;
}
