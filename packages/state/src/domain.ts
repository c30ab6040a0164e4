/** How a field of a key or a value is laid out. Integers are big-endian. */
export type FieldType =
  | 'key32' // 32 bytes: a public key or a hash
  | 'asset' // 00 for native TOS, or 01 and 32 bytes
  | 'u8'
  | 'u64'
  | 'output' // u64 if bit 2 of the field `flags` is set, else nothing
  | 'keys32'; // u8 count, then 32 bytes each

export interface Field {
  readonly name: string;
  readonly type: FieldType;
}

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

export type DomainName = 'nonce' | 'balance' | 'multisig' | 'supply';

/**
 * Every kind of versioned record: the one place that defines their bytes. Codecs are in `records.ts`; storages may use the
 * fields to make real columns, and know no rule. Source: protocol.md §4.1, §4.2 (`previous_topoheight` is told by the storage
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
