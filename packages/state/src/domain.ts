/** How a field of a key or a value is laid out. Integers are big-endian. */
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

/** How the overlay holds a record while a block is executed. */
export type CellKind = 'u64' | 'balance' | 'bytes';

/** One kind of versioned record. */
export interface Domain {
  /** First byte of a record's place in the sorted order of writes; part of digests. Never reused. */
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

/** A frozen amount and what it gave. Whole TOS; topoheights; days. */
const FREEZE_FIELDS: readonly Field[] = [
  { name: 'amount', type: 'u64' },
  { name: 'energy', type: 'u64' },
  { name: 'frozenAt', type: 'u64' },
  { name: 'unlocksAt', type: 'u64' },
  { name: 'days', type: 'u32' },
];

/**
 * Every kind of versioned record: the one place that defines their bytes. Codecs are in `records.ts` and `records/`; storages may
 * use the fields to make real columns, and know no rule. Source: docs/protocol.md §4.1, §4.2 (`previous_topoheight` is told by the storage
 * and is in no value).
 */
export const domains: { readonly [N in DomainName]: Domain } = {
  /** Next expected nonce. An account is registered when it has this record, be it 0. */
  nonce: {
    id: 1,
    name: 'nonce',
    key: [{ name: 'account', type: 'key32' }],
    value: [{ name: 'nonce', type: 'u64' }],
    cell: 'u64',
  },
  /**
   * `flags`: bits 0-1 the type (0 input, 1 output, 2 both), bit 2 whether `output` follows: 0, 1 or 6. `output` is the balance
   * right after the last debit of the block, there when the block also credited the account (type both).
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
    value: [
      { name: 'threshold', type: 'u8' },
      { name: 'participants', type: 'keys32' },
    ],
    cell: 'bytes',
  },
  /** Counters of the chain (`SupplyCounter`): cells like any other, so they are checked, journaled and merged the same way. */
  supply: {
    id: 4,
    name: 'supply',
    key: [{ name: 'counter', type: 'u8' }],
    value: [{ name: 'amount', type: 'u64' }],
    cell: 'u64',
  },
  /** What fees in ENERGY are paid with: apart from what is frozen, so that paying one changes a number and no list. */
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
    value: [
      { name: 'total', type: 'u64' },
      { name: 'freezes', type: 'list', of: FREEZE_FIELDS },
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
    ],
    cell: 'bytes',
  },
  /** Who has a name. The key is BLAKE3 of the name in lower case. */
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
    value: [{ name: 'name', type: 'text' }],
    cell: 'bytes',
  },
  agent: {
    id: 9,
    name: 'agent',
    key: [{ name: 'account', type: 'key32' }],
    value: [
      { name: 'owner', type: 'key32' },
      { name: 'controller', type: 'key32' },
      { name: 'policyHash', type: 'key32' },
      { name: 'status', type: 'u8' },
      { name: 'energyPool', type: 'option32' },
      { name: 'sessionKeyRoot', type: 'option32' },
      // Which records `sessionKey` the account has, ascending: who signed is looked for among them.
      { name: 'sessionKeys', type: 'list', of: [{ name: 'keyId', type: 'u64' }] },
    ],
    cell: 'bytes',
  },
  sessionKey: {
    id: 10,
    name: 'sessionKey',
    key: [
      { name: 'account', type: 'key32' },
      { name: 'keyId', type: 'u64' },
    ],
    value: [
      { name: 'key', type: 'key32' },
      { name: 'expiresAt', type: 'u64' },
      { name: 'maxValue', type: 'u64' },
      { name: 'targets', type: 'list', of: [{ name: 'target', type: 'key32' }] },
      { name: 'assets', type: 'list', of: [{ name: 'asset', type: 'key32' }] },
    ],
    cell: 'bytes',
  },
  /** A deployed module, under the address of the contract. */
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
  /** The registry of assets: amounts of what is not in it cannot move. Native TOS has its 32 zero bytes here. */
  asset: {
    id: 13,
    name: 'asset',
    key: [{ name: 'asset', type: 'key32' }],
    value: [
      { name: 'decimals', type: 'u8' },
      { name: 'ticker', type: 'text' },
    ],
    cell: 'bytes',
  },
};

/** In the order of their ids, which is the order of writes. */
export const domainList: readonly Domain[] = Object.values(domains).toSorted((a, b) => a.id - b.id);

/** Keys of the domain `supply`, in atomic units of TOS. */
export const SupplyCounter = { BURNED: 0, EMITTED: 1 } as const;

/** A record's place: which domain, and the bytes of its key as the domain lays them out. */
export interface RecordRef {
  readonly domain: Domain;
  readonly key: Uint8Array;
}

/** What a block does to a record: a new value, or `null` for its deletion. */
export interface RecordWrite {
  readonly ref: RecordRef;
  readonly value: Uint8Array | null;
}
