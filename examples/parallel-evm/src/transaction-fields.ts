import { type NestedUint8Array, RLP } from '@ethereumjs/rlp';
import { bytesToBigInt, bytesToHex } from '@ethereumjs/util';

/** The fields that an access set is made from. They are read from the bytes: a transaction object of EthereumJS costs ten times as much. */
export interface TransactionFields {
  /** 0, 1 (EIP-2930) or 2 (EIP-1559). */
  readonly type: 0 | 1 | 2;
  /** The receiver; undefined for a transaction that creates a contract. */
  readonly to: string | undefined;
  readonly value: bigint;
  /** The most that the transaction can cost besides its value, in wei. */
  readonly mostFees: bigint;
  readonly accessList: readonly (readonly [address: string, slots: readonly Uint8Array[]])[];
}

// The places of the fields in each type: the price (or the cap on it), which gas limit, receiver and value follow, and the access list.
const places = [
  { price: 1, gasLimit: 2, accessList: undefined },
  { price: 2, gasLimit: 3, accessList: 7 },
  { price: 3, gasLimit: 4, accessList: 8 },
] as const;

/** Reads the fields. @param transaction signed, as nodes send it @throws RangeError for types with other fields */
export function readFields(transaction: Uint8Array): TransactionFields {
  const type = transaction[0]! >= 0xc0 ? 0 : transaction[0];
  if (type !== 0 && type !== 1 && type !== 2)
    throw new RangeError(`this example does not handle transactions of type ${type}`);
  const fields = listOf(RLP.decode(type === 0 ? transaction : transaction.subarray(1)));
  const { price, gasLimit, accessList } = places[type];
  const to = bytesOf(fields[gasLimit + 1]);
  return {
    type,
    to: to.length === 0 ? undefined : bytesToHex(to),
    value: bytesToBigInt(bytesOf(fields[gasLimit + 2])),
    mostFees: bytesToBigInt(bytesOf(fields[price])) * bytesToBigInt(bytesOf(fields[gasLimit])),
    accessList: (accessList === undefined ? [] : listOf(fields[accessList])).map((entry) => {
      const [address, slots] = listOf(entry);
      return [bytesToHex(bytesOf(address)), listOf(slots).map(bytesOf)] as const;
    }),
  };
}

type Decoded = Uint8Array | NestedUint8Array;

export function listOf(value: Decoded | undefined): Decoded[] {
  if (Array.isArray(value)) return value;
  throw new RangeError('the transaction has bytes where a list belongs');
}

export function bytesOf(value: Decoded | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new RangeError('the transaction has a list where bytes belong');
}
