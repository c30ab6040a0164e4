// The whole state in its simplest form: Maps by hex key, bigints, names as text.

export interface Coins {
  amount: bigint;
  credited: boolean;
  debited: boolean;
  output: bigint;
}

export interface PlainFreeze {
  amount: bigint;
  energy: bigint;
  frozenAt: bigint;
  unlocksAt: bigint;
  days: number;
}

export interface PlainDelegation {
  frozenAt: bigint;
  unlocksAt: bigint;
  days: number;
  entries: { delegatee: string; amount: bigint; energy: bigint }[];
}

/** Amounts are whole TOS, times are topoheights. */
export interface PlainFrozen {
  total: bigint;
  freezes: PlainFreeze[];
  delegations: PlainDelegation[];
  pending: { amount: bigint; expiresAt: bigint }[];
}

export interface PlainAgent {
  owner: string;
  controller: string;
  policyHash: string;
  status: number;
  energyPool: string | null;
  sessionKeyRoot: string | null;
}

export interface PlainSessionKey {
  key: string;
  expiresAt: bigint;
  maxValue: bigint;
  targets: string[];
  assets: string[];
}

export interface World {
  nonces: Map<string, bigint>;
  /** Balances by account, then asset (hex of 32 bytes). */
  coins: Map<string, Map<string, Coins>>;
  multisig: Map<string, { threshold: number; participants: string[] }>;
  burned: bigint;
  fees: bigint;
  energy: Map<string, bigint>;
  frozen: Map<string, PlainFrozen>;
  /** The owner of each name. */
  names: Map<string, string>;
  agents: Map<string, PlainAgent>;
  /** Session keys by account, then id. */
  sessionKeys: Map<string, Map<bigint, PlainSessionKey>>;
  /** Modules in hex, by the address of the contract. */
  contracts: Map<string, string>;
  /** Registered assets besides TOS. */
  assets: Set<string>;
  /** Encrypted balances in hex, by account. */
  shielded: Map<string, string>;
}

export function emptyWorld(): World {
  return {
    nonces: new Map(),
    coins: new Map(),
    multisig: new Map(),
    burned: 0n,
    fees: 0n,
    energy: new Map(),
    frozen: new Map(),
    names: new Map(),
    agents: new Map(),
    sessionKeys: new Map(),
    contracts: new Map(),
    assets: new Set(),
    shielded: new Map(),
  };
}

/** Copies everything that changes. It is several times faster than `structuredClone`, and a block copies the world hundreds of times. */
export function copyOfWorld(world: World): World {
  const each = <K, V>(map: Map<K, V>, copy: (value: V) => V): Map<K, V> => {
    const copies = new Map<K, V>();
    for (const [key, value] of map) copies.set(key, copy(value));
    return copies;
  };
  return {
    nonces: new Map(world.nonces),
    coins: each(world.coins, (assets) => each(assets, (coins) => ({ ...coins }))),
    multisig: new Map(world.multisig),
    burned: world.burned,
    fees: world.fees,
    energy: new Map(world.energy),
    frozen: each(world.frozen, (frozen) => ({
      total: frozen.total,
      freezes: frozen.freezes.map((freeze) => ({ ...freeze })),
      delegations: frozen.delegations.map(({ entries, ...delegation }) => ({
        ...delegation,
        entries: entries.map((entry) => ({ ...entry })),
      })),
      pending: [...frozen.pending],
    })),
    names: new Map(world.names),
    agents: each(world.agents, (agent) => ({ ...agent })),
    sessionKeys: each(world.sessionKeys, (keys) => new Map(keys)),
    contracts: new Map(world.contracts),
    assets: new Set(world.assets),
    shielded: new Map(world.shielded),
  };
}
