/** The layout of a field of a key or a value. Integers are big-endian. */
export type FieldType =
  | 'key32' // 32 bytes: a public key, another point, or a hash
  | 'option32' // 00 for none, or 01 and 32 bytes
  | 'asset' // 00 for native TOS, or 01 and 32 bytes
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'text' // u8 length in bytes, then UTF-8
  | 'rest' // every byte up to the end
  | 'output' // u64 if bit 2 of the field `flags` is set, else nothing
  | 'keys32'; // u8 count, then 32 bytes each

export type Field =
  | { readonly name: string; readonly type: FieldType }
  /** u16 count, then the fields of each item. */
  | { readonly name: string; readonly type: 'list'; readonly of: readonly Field[] };

/** The form in which the overlay holds a record while a block is executed. */
export type CellKind = 'u64' | 'balance' | 'bytes';

/** One kind of versioned record. */
export interface Domain {
  /** The first criterion of the order of writes, and part of digests. An id is never used again for another domain. */
  readonly id: number;
  readonly name: string;
  readonly key: readonly Field[];
  readonly value: readonly Field[];
  readonly cell: CellKind;
}

export type DomainName =
  | 'nonce'
  | 'balance'
  | 'multisig'
  | 'supply'
  | 'energy'
  | 'frozen'
  | 'nameOwner'
  | 'ownedName'
  | 'agent'
  | 'sessionKey'
  | 'contract'
  | 'shielded'
  | 'asset';

// Values with several fields. They stand apart because the types of their codecs follow from them (`records/record-codec.ts`).

export const MULTISIG_FIELDS = [
  { name: 'threshold', type: 'u8' },
  { name: 'participants', type: 'keys32' },
] as const;

/** Amounts are whole TOS. */
export const FROZEN_FIELDS = [
  { name: 'total', type: 'u64' },
  {
    name: 'freezes',
    type: 'list',
    of: [
      { name: 'amount', type: 'u64' },
      { name: 'energy', type: 'u64' },
      { name: 'frozenAt', type: 'u64' },
      { name: 'unlocksAt', type: 'u64' },
      { name: 'days', type: 'u32' },
    ],
  },
  {
    name: 'delegations',
    type: 'list',
    of: [
      { name: 'frozenAt', type: 'u64' },
      { name: 'unlocksAt', type: 'u64' },
      { name: 'days', type: 'u32' },
      {
        name: 'entries',
        type: 'list',
        of: [
          { name: 'delegatee', type: 'key32' },
          { name: 'amount', type: 'u64' },
          { name: 'energy', type: 'u64' },
        ],
      },
    ],
  },
  {
    name: 'pending',
    type: 'list',
    of: [
      { name: 'amount', type: 'u64' },
      { name: 'expiresAt', type: 'u64' },
    ],
  },
] as const;

export const OWNED_NAME_FIELDS = [{ name: 'name', type: 'text' }] as const;

export const AGENT_FIELDS = [
  { name: 'owner', type: 'key32' },
  { name: 'controller', type: 'key32' },
  { name: 'policyHash', type: 'key32' },
  { name: 'status', type: 'u8' },
  { name: 'energyPool', type: 'option32' },
  { name: 'sessionKeyRoot', type: 'option32' },
  // The ids of the records `sessionKey` that the account has, ascending: the signer of a transaction is searched among them.
  { name: 'sessionKeys', type: 'list', of: [{ name: 'keyId', type: 'u64' }] },
] as const;

export const SESSION_KEY_FIELDS = [
  { name: 'key', type: 'key32' },
  { name: 'expiresAt', type: 'u64' },
  { name: 'maxValue', type: 'u64' },
  { name: 'targets', type: 'list', of: [{ name: 'target', type: 'key32' }] },
  { name: 'assets', type: 'list', of: [{ name: 'asset', type: 'key32' }] },
] as const;

export const ASSET_FIELDS = [
  { name: 'decimals', type: 'u8' },
  { name: 'ticker', type: 'text' },
] as const;

/**
 * Every kind of versioned record: the one place that defines their bytes. Codecs are in `records/`. Storages know no
 * rule, and may use the fields to make real columns. Source: docs/protocol.md §4.1, §4.2 (the storage keeps `previous_topoheight`, which is
 * in no value).
 */
export const domains: { readonly [N in DomainName]: Domain } = {
  /** The next expected nonce. An account exists when it has this record, be it 0. */
  nonce: {
    id: 1,
    name: 'nonce',
    key: [{ name: 'account', type: 'key32' }],
    value: [{ name: 'nonce', type: 'u64' }],
    cell: 'u64',
  },
  /**
   * `flags` is 0, 1 or 6: bits 0-1 are the type (0 input, 1 output, 2 both), bit 2 is set when `output` follows. `output` is the balance
   * right after the last debit of the block; it is there when the block also credited the account (type both).
   */
  balance: {
    id: 2,
    name: 'balance',
    key: [
      { name: 'account', type: 'key32' },
      { name: 'asset', type: 'asset' },
    ],
    value: [
      { name: 'flags', type: 'u8' },
      { name: 'final', type: 'u64' },
      { name: 'output', type: 'output' },
    ],
    cell: 'balance',
  },
  multisig: {
    id: 3,
    name: 'multisig',
    key: [{ name: 'account', type: 'key32' }],
    value: MULTISIG_FIELDS,
    cell: 'bytes',
  },
  /** Counters of the chain (`SupplyCounter`). They are cells like any other, so that they are checked, journaled and merged as all are. */
  supply: {
    id: 4,
    name: 'supply',
    key: [{ name: 'counter', type: 'u8' }],
    value: [{ name: 'amount', type: 'u64' }],
    cell: 'u64',
  },
  /** The energy that pays fees in ENERGY. It is apart from what is frozen, so that a payment changes a number and no list. */
  energy: {
    id: 5,
    name: 'energy',
    key: [{ name: 'account', type: 'key32' }],
    value: [{ name: 'energy', type: 'u64' }],
    cell: 'u64',
  },
  /** The TOS that an account froze, for itself or for others, and what it has unfrozen but not withdrawn. Whole TOS. */
  frozen: {
    id: 6,
    name: 'frozen',
    key: [{ name: 'account', type: 'key32' }],
    value: FROZEN_FIELDS,
    cell: 'bytes',
  },
  /** The owner of a name. The key is BLAKE3 of the name in lower case. */
  nameOwner: {
    id: 7,
    name: 'nameOwner',
    key: [{ name: 'nameHash', type: 'key32' }],
    value: [{ name: 'owner', type: 'key32' }],
    cell: 'bytes',
  },
  /** The one name of an account, in lower case. */
  ownedName: {
    id: 8,
    name: 'ownedName',
    key: [{ name: 'account', type: 'key32' }],
    value: OWNED_NAME_FIELDS,
    cell: 'bytes',
  },
  agent: {
    id: 9,
    name: 'agent',
    key: [{ name: 'account', type: 'key32' }],
    value: AGENT_FIELDS,
    cell: 'bytes',
  },
  sessionKey: {
    id: 10,
    name: 'sessionKey',
    key: [
      { name: 'account', type: 'key32' },
      { name: 'keyId', type: 'u64' },
    ],
    value: SESSION_KEY_FIELDS,
    cell: 'bytes',
  },
  /** A deployed module. The key is the address of the contract. */
  contract: {
    id: 11,
    name: 'contract',
    key: [{ name: 'address', type: 'key32' }],
    value: [{ name: 'module', type: 'rest' }],
    cell: 'bytes',
  },
  /** An encrypted balance: the sum of the ciphertexts that the account was sent. */
  shielded: {
    id: 12,
    name: 'shielded',
    key: [
      { name: 'account', type: 'key32' },
      { name: 'asset', type: 'asset' },
    ],
    value: [
      { name: 'commitment', type: 'key32' },
      { name: 'handle', type: 'key32' },
    ],
    cell: 'bytes',
  },
  /** The registry of assets: amounts of an asset without a record here cannot move. The key of native TOS is 32 zero bytes. */
  asset: {
    id: 13,
    name: 'asset',
    key: [{ name: 'asset', type: 'key32' }],
    value: ASSET_FIELDS,
    cell: 'bytes',
  },
};

/** The domains in the order of their ids, which is the order of writes. */
export const domainList: readonly Domain[] = Object.values(domains).toSorted((a, b) => a.id - b.id);

/** Keys of the domain `supply`, in atomic units of TOS. */
export const SupplyCounter = { BURNED: 0, EMITTED: 1 } as const;

/** The place of a record: its domain, and the bytes of its key in the domain's layout. */
export interface RecordRef {
  readonly domain: Domain;
  readonly key: Uint8Array;
}

/** A block's effect on a record: a new value, or `null` for its deletion. */
export interface RecordWrite {
  readonly ref: RecordRef;
  readonly value: Uint8Array | null;
}
