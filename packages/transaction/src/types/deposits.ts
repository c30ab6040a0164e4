import { bytesToHex } from '@noble/hashes/utils.js';
import { bytes, type Field, type ListField, list, type RecordField, record, u64 } from '../fields/index.ts';

// Coins that a contract gets with a call. Source: docs/protocol.md §1.

/** The amount of one asset that a contract gets with a call. */
export interface Deposit {
  /** 32 bytes; all zero is TOS. */
  readonly asset: Uint8Array;
  /** u64, atomic units. */
  readonly amount: bigint;
}

/** Assets of one call: the count has one byte. */
const MAX_DEPOSITS = 255;
/** The only kind that is left: everybody sees the amount. */
const PUBLIC_DEPOSIT = 0;

/** The kind of the deposit, one byte, and the amount. */
const publicAmount: Field<bigint> = {
  ...u64,
  size: 9,
  least: 9,
  isPlain: false,
  walk(reader) {
    const kind = reader.u8();
    if (kind !== PUBLIC_DEPOSIT) reader.fail(`deposits of kind ${kind} do not exist`, -1);
    reader.skip(8);
  },
  read(reader) {
    reader.skip(1);
    return reader.u64();
  },
  write(writer, value, name) {
    writer.u8(PUBLIC_DEPOSIT);
    writer.u64(value, name);
  },
  rows: (name) => [
    { name: 'kind', bytes: '1', limits: '00' },
    { name, bytes: '8', limits: '' },
  ],
};

export const depositFields: RecordField<Deposit> = record({ asset: bytes(32), amount: publicAmount });

/** On the wire an asset occurs once: a map would drop a second deposit, and what it encodes to would not be what was signed. */
const onTheWire = list(depositFields, {
  count: 1,
  max: MAX_DEPOSITS,
  what: 'deposits',
  noneTwice: 'an asset is deposited twice',
  mayBeAbsent: true,
});

export const deposits: ListField<Deposit> = {
  ...onTheWire,
  // In JSON an asset may occur twice: the first place and the last amount count, as in the original's map.
  json: (make) =>
    make
      .converted(depositFields.json(make).array(), { decode: lastOfEachAsset, encode: (given) => [...given] })
      .refine((given) => given.length <= MAX_DEPOSITS, `expected at most ${MAX_DEPOSITS} assets`),
};

function lastOfEachAsset(given: readonly Deposit[]): readonly Deposit[] {
  return [...new Map(given.map((deposit) => [bytesToHex(deposit.asset), deposit])).values()];
}
