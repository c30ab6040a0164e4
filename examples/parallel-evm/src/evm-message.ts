import { RLP } from '@ethereumjs/rlp';
import { Address, concatBytes } from '@ethereumjs/util';
import type { RunTxResult } from '@ethereumjs/vm';
import { bytesOf, listOf } from './transaction-fields.ts';

// Both messages are written and read once per transaction. Their layout is fixed where that is possible: RLP costs several times as much.

/** The input of a task: it recovers who has signed a transaction, or runs the transaction. */
export type EvmInput =
  | { readonly kind: 'recover'; readonly transaction: Uint8Array }
  | ({ readonly kind: 'run' } & RunInput);

export interface RunInput {
  /** RLP of the header of the block. */
  readonly header: Uint8Array;
  /** Address of the sender: 20 bytes. */
  readonly sender: Uint8Array;
  /** The signed transaction, as nodes send it. */
  readonly transaction: Uint8Array;
  /** Accounts whose balances the transaction only adds to. */
  readonly addedTo: readonly string[];
}

/** The output of a task: the receipt without the gas that earlier transactions used. */
export interface EvmOutput {
  readonly gasUsed: bigint;
  readonly status: 0 | 1;
  readonly bloom: Uint8Array;
  readonly logs: Log[];
}

export type Log = [address: Uint8Array, topics: Uint8Array[], data: Uint8Array];

const ADDRESS_BYTES = 20;
const BLOOM_BYTES = 256;

/** Layout: number of addresses (1 byte; 0 to recover); to run, length of the header (2 bytes), addresses, header; then the transaction. */
export function encodeEvmInput(input: EvmInput): Uint8Array {
  if (input.kind === 'recover') return concatBytes(Uint8Array.of(0), input.transaction);
  const { header, sender, transaction, addedTo } = input;
  const bytes = Buffer.allocUnsafe(3 + ADDRESS_BYTES * (1 + addedTo.length) + header.length + transaction.length);
  bytes[0] = 1 + addedTo.length;
  bytes.writeUInt16BE(header.length, 1);
  let at = 3;
  const put = (part: Uint8Array): void => {
    bytes.set(part, at);
    at += part.length;
  };
  put(sender);
  for (const address of addedTo) at += bytes.write(address.slice(2), at, 'hex');
  put(header);
  put(transaction);
  return bytes;
}

export function decodeEvmInput(input: Uint8Array): EvmInput {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const addresses = view.getUint8(0);
  if (addresses === 0) return { kind: 'recover', transaction: input.subarray(1) };
  let at = 3;
  const take = (length: number): Uint8Array => {
    at += length;
    return input.subarray(at - length, at);
  };
  const sender = take(ADDRESS_BYTES);
  const addedTo = Array.from({ length: addresses - 1 }, () => new Address(take(ADDRESS_BYTES)).toString());
  return { kind: 'run', sender, addedTo, header: take(view.getUint16(1)), transaction: input.subarray(at) };
}

/** Layout: gas (8 bytes), status (1), bloom (256), RLP of the logs. */
export function encodeEvmOutput({ totalGasSpent, receipt, bloom }: RunTxResult): Uint8Array {
  const logs = RLP.encode(receipt.logs);
  const bytes = Buffer.allocUnsafe(9 + BLOOM_BYTES + logs.length);
  bytes.writeBigUInt64BE(totalGasSpent, 0);
  bytes[8] = 'status' in receipt && receipt.status === 1 ? 1 : 0;
  bytes.set(bloom.bitvector, 9);
  bytes.set(logs, 9 + BLOOM_BYTES);
  return bytes;
}

export function decodeEvmOutput(output: Uint8Array): EvmOutput {
  return {
    gasUsed: new DataView(output.buffer, output.byteOffset).getBigUint64(0),
    status: output[8] === 1 ? 1 : 0,
    bloom: output.subarray(9, 9 + BLOOM_BYTES),
    logs: listOf(RLP.decode(output.subarray(9 + BLOOM_BYTES))).map((log): Log => {
      const [address, topics, data] = listOf(log);
      return [bytesOf(address), listOf(topics).map(bytesOf), bytesOf(data)];
    }),
  };
}
